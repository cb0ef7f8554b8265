using Streaming.Audit.Tests.Runs;
using Streaming.Audit.Trail;
using Streaming.Contracts.Gates;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Registry;

public sealed class TwoPersonsOnPostgres(PostgresFixture postgres)
{
    private const string Run = "20300131-120000-0007";
    private static readonly GateResult Gate = new("too_good", false, 0.05, 0.03, "held");

    [Theory]
    [InlineData("ana")]
    [InlineData(" ANA ")] // names of accounts differ in more than their case
    public async Task who_started_the_run_cannot_approve_its_version_and_somebody_else_can(string starter)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await ProposedByRunAsync(database, "manual", "ana");

        var refused = await Assert.ThrowsAsync<PromotionRefusedException>(() => ApproveAsync(store, starter));
        var told = await store.Models.ApprovalRefusalAsync(Candidates.Name, "1", starter);

        Assert.Equal(
            $"'{starter.Trim()}' started run {Run} and cannot approve version '1' of model 'satisfaction' too; "
                + "Promotion:TwoPersons asks for a second person",
            refused.Message
        );
        Assert.Equal(refused.Message, told);
        Assert.Null(await store.Models.ChampionAsync(Candidates.Name));
        var entry = Assert.Single((await store.Trail.QueryAsync(new TrailQuery { Kind = "approval_refused" })).Entries);
        Assert.Equal(
            ($"{starter.Trim()} was refused to approve version 1 of model satisfaction", refused.Message),
            (entry.What, entry.Why)
        );
        Assert.Null(await store.Models.ApprovalRefusalAsync(Candidates.Name, "1", "bo"));
        Assert.Equal("bo", (await ApproveAsync(store, "bo")).DecidedBy);
    }

    [Theory]
    [InlineData("schedule", "schedule")]
    [InlineData("event", "drift")]
    public async Task what_a_machine_started_needs_one_person(string trigger, string by)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await ProposedByRunAsync(database, trigger, by);

        Assert.Equal("ana", (await ApproveAsync(store, "ana")).DecidedBy);
    }

    [Fact]
    public async Task a_run_promotes_by_its_gates_whoever_started_it()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open(twoPersons: true);
        await store.Runs.RequestAsync(SampleRun.Request, Run);
        await store.Artifacts.PutAsync(Candidates.Artifact("1"));

        var record = await store.Models.PromoteAsync(Candidates.Of("1"), "trainer", "all gates passed", Run);

        Assert.Equal("1", record.ModelVersion);
    }

    [Fact]
    public async Task a_file_is_proposed_by_one_and_approved_by_another()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open(twoPersons: true);
        await store.Artifacts.PutAsync(Candidates.Artifact("1"));

        var alone = await Assert.ThrowsAsync<PromotionRefusedException>(() =>
            store.Models.PromoteAsync(Candidates.Of("1"), "ana", "a good one")
        );
        await store.Models.ProposeAsync(Candidates.Of("1"), "ana", "a good one", []);
        var own = await Assert.ThrowsAsync<PromotionRefusedException>(() =>
            store.Models.PromoteAsync(Candidates.Of("1"), "ana", "a good one")
        );
        await store.Models.PromoteAsync(Candidates.Of("1"), "bo", "so it is");

        Assert.Contains("streaming models propose FILE", alone.Message, StringComparison.Ordinal);
        Assert.Contains("'ana' proposed it", own.Message, StringComparison.Ordinal);
        Assert.Equal("bo", (await store.Models.ChampionAsync(Candidates.Name))!.By);
    }

    [Fact]
    public async Task gates_are_not_overridden_alone_either()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open(twoPersons: true);
        await store.Runs.RequestAsync(SampleRun.Request, Run);
        await store.Artifacts.PutAsync(Candidates.Artifact("1"));
        await store.Models.RejectAsync(Candidates.Of("1"), "trainer", "worse", Gate, Run);

        await Assert.ThrowsAsync<PromotionRefusedException>(() =>
            store.Models.PromoteVersionDespiteGatesAsync(Candidates.Name, "1", "ana", "I know", [Gate])
        );
        await Assert.ThrowsAsync<PromotionRefusedException>(() =>
            store.Models.PromoteDespiteGatesAsync(Candidates.Of("1"), "ana", "I know", [Gate])
        );
        var record = await store.Models.PromoteVersionDespiteGatesAsync(Candidates.Name, "1", "bo", "I looked", [Gate]);

        Assert.Equal(1, record.DecisionNumber);
    }

    [Fact]
    public async Task whoever_proposed_a_version_may_reject_it_and_roll_back_to_it()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open(twoPersons: true);
        foreach (var version in (string[])["1", "2"])
        {
            await store.Artifacts.PutAsync(Candidates.Artifact(version));
            await store.Models.ProposeAsync(Candidates.Of(version), "ana", "a good one", []);
            await store.Models.PromoteVersionAsync(Candidates.Name, version, "bo", "so it is");
        }

        var back = await store.Models.RollBackAsync(Candidates.Name, "1", "ana", "complaints");
        await store.Artifacts.PutAsync(Candidates.Artifact("3"));
        await store.Models.ProposeAsync(Candidates.Of("3"), "ana", "another one", []);
        var history = await store.Models.RejectAsync(Candidates.Name, "3", "ana", "it was nothing");

        Assert.Equal(("1", "ana"), (back.ModelVersion, back.DecidedBy));
        Assert.Equal("rejected", history.StateOf("3"));
    }

    [Fact]
    public async Task whoever_brought_a_file_before_the_rule_does_not_approve_it_again()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        await database.Open().PromoteAsync("1");
        await database.Open().PromoteAsync("2");
        var store = database.Open(twoPersons: true);

        var refused = await Assert.ThrowsAsync<PromotionRefusedException>(() => ApproveAsync(store, "ana"));

        Assert.Contains("'ana' brought it as a file", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<AuditStore> ProposedByRunAsync(AuditDatabase database, string trigger, string by)
    {
        var store = database.Open(twoPersons: true);
        await store.Runs.RequestAsync(SampleRun.Request with { Trigger = trigger, By = by }, Run);
        await store.Artifacts.PutAsync(Candidates.Artifact("1"));
        await store.Models.ProposeAsync(Candidates.Of("1"), "trainer", "held", [Gate], Run);
        return store;
    }

    private static Task<Contracts.Events.ModelPromoted> ApproveAsync(AuditStore store, string by) =>
        store.Models.PromoteVersionAsync(Candidates.Name, "1", by, "looked at it");
}
