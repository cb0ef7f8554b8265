using Streaming.Audit.Access;
using Streaming.Audit.Acts;
using Streaming.Testing;

namespace Streaming.Audit.Tests;

/// <summary>The names that are stored with events are hashed into the chain: none may ever change.</summary>
public sealed class StoredEventNames(PostgresFixture postgres)
{
    private const string Access = "Streaming.Audit.Access.";
    private const string Acts = "Streaming.Audit.Acts.";
    private const string Models = "Streaming.Audit.Models.";
    private const string Runs = "Streaming.Audit.Runs.";

    private static readonly (string Name, string Type)[] Names =
    [
        ("access_refused", Access + "AccessRefused"),
        ("account_made", Access + "AccountMade"),
        ("account_switched", Access + "AccountSwitched"),
        ("approval_refused", Access + "ApprovalRefused"),
        ("candidate_evaluated", Runs + "CandidateEvaluated"),
        ("candidate_left_out", Runs + "CandidateLeftOut"),
        ("candidate_trained", Runs + "CandidateTrained"),
        ("database_migrated", Acts + "DatabaseMigrated"),
        ("dataset_rejected", Runs + "DatasetRejected"),
        ("dataset_validated", Runs + "DatasetValidated"),
        ("decision_proved", Acts + "DecisionProved"),
        ("decision_reached", Runs + "DecisionReached"),
        ("key_made", Access + "KeyMade"),
        ("key_revoked", Access + "KeyRevoked"),
        ("model_promoted", Models + "ModelPromoted"),
        ("model_promoted_despite_gates", Models + "ModelPromotedDespiteGates"),
        ("model_registered", Models + "ModelRegistered"),
        ("model_rolled_back", Models + "ModelRolledBack"),
        ("notification_rule_changed", Acts + "NotificationRuleChanged"),
        ("passkey_added", Access + "PasskeyAdded"),
        ("passkey_removed", Access + "PasskeyRemoved"),
        ("password_changed", Access + "PasswordChanged"),
        ("promotion_proposed", Models + "PromotionProposed"),
        ("promotion_rejected", Models + "PromotionRejected"),
        ("redrive_begun", Acts + "RedriveBegun"),
        ("redrive_ended", Acts + "RedriveEnded"),
        ("roles_changed", Access + "RolesChanged"),
        ("run_cancelled", Runs + "RunCancelled"),
        ("run_completed", Runs + "RunCompleted"),
        ("run_failed", Runs + "RunFailed"),
        ("sign_in_failed", Access + "SignInFailed"),
        ("sign_in_link_made", Access + "SignInLinkMade"),
        ("signed_in", Access + "SignedIn"),
        ("signed_out_everywhere", Access + "SignedOutEverywhere"),
        ("stage_completed", Runs + "StageCompleted"),
        ("stage_failed", Runs + "StageFailed"),
        ("stage_skipped", Runs + "StageSkipped"),
        ("stage_started", Runs + "StageStarted"),
        ("store_adopted", Acts + "StoreAdopted"),
        ("tracking_deferred", Runs + "TrackingDeferred"),
        ("tracking_exported", Runs + "TrackingExported"),
        ("trail_exported", Acts + "TrailExported"),
        ("training_requested", Runs + "TrainingRequested"),
    ];

    [Fact]
    public void every_kind_of_event_has_a_name() =>
        Assert.Equal(Names.Select(name => name.Name), EventNames.All.Values.Order(StringComparer.Ordinal));

    [Fact]
    public async Task events_are_stored_under_the_names_that_they_have_always_had()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        await store.Acts.RecordAsync(new DatabaseMigrated(["audit"], "owner", "1.0", "ana"));
        await store.Acts.RecordAsync(new TrailExported("ana"));
        await store.Acts.RecordAsync(new NotificationRuleChanged("support", "added", "case.opened", [], "ana"));
        await store.Acts.RecordAsync(
            new DecisionProved(
                "o1",
                new ProvedPlace("satisfaction-scored", 2, 41),
                "a",
                false,
                new ProofOutcome(ProofOutcome.Equal, ""),
                "ana"
            )
        );
        await store.Access.RecordAsync([
            new SignedIn("ana", "password", "192.0.2.7"),
            new SignInFailed("ana", "192.0.2.7", "wrong", 3),
            new AccessRefused("ana", "models.decide", "/", "192.0.2.7", 1),
            new ApprovalRefused("ana", "satisfaction", "3", "proposed it"),
        ]);
        foreach (
            var change in new object[]
            {
                new AccountMade("ana", ["viewer"], "root"),
                new RolesChanged("ana", ["viewer"], [], "root"),
                new AccountSwitched("ana", false, "root"),
                new PasswordChanged("ana", "ana"),
                new PasskeyAdded("ana", "phone"),
                new PasskeyRemoved("ana", "phone"),
                new SignedOutEverywhere("ana", "root"),
            }
        )
            await store.Access.RecordAsync("ana", change, "root");
        foreach (
            var change in new object[]
            {
                new SignInLinkMade("admin", DateTimeOffset.UnixEpoch, "root"),
                new KeyMade("4hT2kQ9x", "shop", ["orders.score"], "root"),
                new KeyRevoked("4hT2kQ9x", "shop", "root"),
            }
        )
            await store.Access.RecordKeyAsync(change, "root");
        await store.Acts.EndRedriveAsync(
            "r1",
            new RedriveBegun("order-delivered-dlt", "every parked order", true, "ana", "fixed"),
            new RedriveEnded(5, 1, 2, 9, 3, "")
        );

        Assert.Equal(
            Names.Where(name => name.Name != "store_adopted").Select(name => $"{name.Name} {name.Type}, Streaming.Audit"),
            await database.ReadAsync("select distinct (type || ' ' || mt_dotnet_type) collate \"C\" from audit.mt_events order by 1")
        );
    }

    [Fact]
    public async Task read_models_are_stored_in_the_tables_that_they_have_always_had()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        await database.WithRichHistoryAsync();

        Assert.Equal(
            ["mt_doc_deadletterevent", "mt_doc_modelhistory", "mt_doc_runhistory", "mt_doc_stageresult", "mt_doc_trailentry"],
            await database.ReadAsync(
                "select tablename::text from pg_tables where schemaname = 'audit' and tablename like 'mt_doc_%' order by 1"
            )
        );
    }
}
