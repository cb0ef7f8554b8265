using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Audit.Trail;
using Streaming.Contracts.Gates;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Registry;

public sealed class DecisionsOnPostgres(PostgresFixture postgres)
{
    private const string Run = "20300131-120000-0007";
    private static readonly GateResult Gate = new("too_good", false, 0.05, 0.03, "held");

    [Fact]
    public async Task a_proposal_waits_is_accepted_and_becomes_champion_with_its_run()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.Artifacts.PutAsync(Candidates.Artifact("1"));

        var waiting = await store.Models.ProposeAsync(Candidates.Of("1"), "trainer", "held", [Gate], Run);
        database.Clock.Now = SetClock.Start.AddHours(1);
        var record = await store.Models.PromoteVersionAsync(Candidates.Name, "1", "ana", "looked at it");

        Assert.Equal(
            ("1", "trainer", Run, "too_good"),
            Assert.Single(waiting.Waiting()) is { } p ? (p.Version, p.By, p.RunId, p.Gates[0].Gate) : default
        );
        Assert.Equal(("waiting", Run), (waiting.StateOf("1"), waiting.Registered[0].RunId));
        var after = await database.Open().Models.FindAsync(Candidates.Name);
        Assert.Empty(after!.Waiting());
        Assert.Equal(
            ("serving", 1L, "promoted", SetClock.Start.AddHours(1)),
            (after.StateOf("1"), record.DecisionNumber, record.Kind, after.Champion()!.Since)
        );
    }

    [Fact]
    public async Task a_rejection_keeps_the_champion_and_says_which_gate_at_which_value()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        await store.Artifacts.PutAsync(Candidates.Artifact("2"));
        await store.Artifacts.PutAsync(Candidates.Artifact("3"));

        await store.Models.RejectAsync(Candidates.Of("2"), "trainer", "too good", Gate, Run);
        await store.Models.ProposeAsync(Candidates.Of("3"), "trainer", "held", [Gate], Run + "x");
        var history = await store.Models.RejectAsync(Candidates.Name, "3", "ana", "smells");

        Assert.Equal("1", history.Champion()!.Version);
        Assert.Equal(
            [("2", "too_good", 0.05, 0.03, Run), ("3", "", null, null, "")],
            history.Rejections.Select(r => (r.Version, r.Gate, r.Value, r.Limit, r.RunId))
        );
        Assert.Equal(["serving", "rejected", "rejected", "unknown"], ((string[])["1", "2", "3", "4"]).Select(history.StateOf));
    }

    [Fact]
    public async Task a_version_that_failed_a_gate_serves_only_by_an_override_which_scorers_follow_like_a_promotion()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        await store.Artifacts.PutAsync(Candidates.Artifact("2"));
        await store.Models.RejectAsync(Candidates.Of("2"), "trainer", "worse", Gate, Run);

        await Assert.ThrowsAsync<PromotionRefusedException>(() =>
            store.Models.PromoteVersionAsync(Candidates.Name, "2", "ana", "I want it")
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            store.Models.PromoteVersionDespiteGatesAsync(Candidates.Name, "2", "ana", " ", [Gate])
        );
        var record = await store.Models.PromoteVersionDespiteGatesAsync(Candidates.Name, "2", "ana", "the gate is wrong", [Gate]);

        Assert.Equal(("2", 2L, "promoted", "ana"), (record.ModelVersion, record.DecisionNumber, record.Kind, record.DecidedBy));
        var champion = (await database.Open().Models.FindAsync(Candidates.Name))!.Champion()!;
        Assert.Equal(("2", "promoted_despite_gates"), (champion.Version, champion.Kind));
        var entry = (await store.Trail.QueryAsync(new TrailQuery { Kind = "model_promoted_despite_gates" })).Entries.Single();
        Assert.Equal(("ana", "the gate is wrong"), (entry.Who, entry.Why));
        Assert.Contains("too_good at 0.05, limit 0.03", entry.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_rollback_is_the_next_decision_of_its_own_kind()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        await store.PromoteAsync("2");

        var record = await store.Models.RollBackAsync(Candidates.Name, null, "ana", "complaints");

        Assert.Equal(("1", 3L, "rolled_back", "satisfaction/3"), (record.ModelVersion, record.DecisionNumber, record.Kind, record.EventId));
        var history = await store.Models.FindAsync(Candidates.Name);
        Assert.Equal(["promoted", "promoted", "rolled_back"], history!.Champions.Select(champion => champion.Kind));
        Assert.Equal("retired", history.StateOf("2"));
    }

    [Fact]
    public async Task a_run_that_asks_again_after_a_crash_gets_its_decision_back()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.Artifacts.PutAsync(Candidates.Artifact("1"));

        var first = await store.Models.PromoteAsync(Candidates.Of("1"), "trainer", "gates passed", Run);
        await store.PromoteAsync("2");
        var again = await database.Open().Models.PromoteAsync(Candidates.Of("1"), "trainer", "gates passed", Run);

        Assert.Equal(first, again);
        Assert.Equal(2, (await store.Models.FindAsync(Candidates.Name))!.Champions.Count);
    }

    [Fact]
    public async Task decisions_at_the_same_moment_have_one_winner_and_gap_free_numbers()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        AuditStore[] stores = [database.Open(), database.Open(), database.Open(), database.Open()];
        await stores[0].PromoteAsync("1");
        await stores[0].PromoteAsync("2");
        await stores[0].Artifacts.PutAsync(Candidates.Artifact("3"));

        var outcomes = await Task.WhenAll(
            stores.Select(
                (store, i) =>
                    Task.Run(async () =>
                        await Record.ExceptionAsync(async () =>
                        {
                            if (i % 2 == 0)
                                await store.Models.RollBackAsync(Candidates.Name, "1", "ana", "race");
                            else
                                await store.Models.PromoteAsync(Candidates.Of("3"), "bo", "race");
                        })
                    )
            )
        );

        // Those that read the past only after the winner had written may decide as well, knowing it: then the numbers go on.
        var history = await stores[0].Models.FindAsync(Candidates.Name);
        Assert.Equal(2 + outcomes.Count(outcome => outcome is null), history!.Champions.Count);
        Assert.Equal(Enumerable.Range(1, history.Champions.Count), history.Champions.Select(champion => (int)champion.DecisionNumber));
        Assert.All(outcomes.OfType<Exception>(), lost => Assert.IsType<PromotionRefusedException>(lost));
    }

    [Fact]
    public async Task registering_beside_a_decision_disturbs_nobody()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        for (var version = 1; version <= 6; version++)
            await store.Artifacts.PutAsync(Candidates.Artifact($"{version}"));

        await Task.WhenAll(
            Enumerable
                .Range(1, 6)
                .Select(version =>
                    Task.Run(() =>
                        version == 3
                            ? store.Models.PromoteAsync(Candidates.Of("3"), "ana", "better")
                            : store.Models.RegisterAsync(Candidates.Of($"{version}"), "trainer")
                    )
                )
        );

        var history = await store.Models.FindAsync(Candidates.Name);
        Assert.Equal(("3", 6), (history!.Champion()!.Version, history.Registered.Count));
    }
}
