using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Audit.Trail;
using Streaming.Contracts.Gates;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

/// <summary>A run is cancelled, or it decides: never both.</summary>
public sealed class CancelledDecision(PostgresFixture postgres)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task a_cancelled_run_promotes_nothing_however_far_its_stage_had_come()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        var (run, candidate) = await AtItsDecisionAsync(world);
        await world.Audit.Runs.DecideAsync(run.RunId, "ann", _ => [new RunCancelled("ann", "wrong data")], Never);

        await Assert.ThrowsAsync<RunConflictException>(() =>
            world.Audit.Models.PromoteAsync(
                candidate,
                "trainer",
                "all gates passed",
                run.RunId,
                step: new RunStep(run, Promoted),
                cancellation: Never
            )
        );
        await Assert.ThrowsAsync<RunConflictException>(() =>
            world.Audit.Models.ProposeAsync(
                candidate,
                "trainer",
                "held",
                [],
                run.RunId,
                new RunStep(run, Promoted with { Decision = "proposed" }),
                Never
            )
        );
        await Assert.ThrowsAsync<RunConflictException>(() =>
            world.Audit.Models.RejectAsync(
                candidate,
                "trainer",
                "worse",
                new GateResult("g", false, 0, 1, "r"),
                run.RunId,
                new RunStep(run, Promoted with { Decision = "kept" }),
                Never
            )
        );

        Assert.Null(await world.Audit.Models.FindAsync("paused"));
        Assert.Null((await world.Audit.Runs.FindAsync(run.RunId, Never))!.Decision);
    }

    [Fact]
    public async Task of_a_promotion_and_a_cancellation_at_the_same_moment_one_is_recorded()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        for (var round = 0; round < 8; round++)
        {
            var (run, candidate) = await AtItsDecisionAsync(world, $"{round}");
            var promoting = Record
                .ExceptionAsync(() =>
                    world.Audit.Models.PromoteAsync(
                        candidate,
                        "trainer",
                        "all gates passed",
                        run.RunId,
                        step: new RunStep(run, Promoted),
                        cancellation: Never
                    )
                )
                .AsTask();
            var cancelling = Record
                .ExceptionAsync(() => world.Audit.Runs.DecideAsync(run.RunId, "ann", _ => [new RunCancelled("ann", "wrong data")], Never))
                .AsTask();
            await Task.WhenAll(promoting, cancelling);

            var now = (await world.Audit.Runs.FindAsync(run.RunId, Never))!;
            var isPromoted = (await world.Audit.Models.FindAsync("paused"))?.Champions.Any(champion => champion.RunId == run.RunId) == true;
            Assert.Equal((isPromoted, !isPromoted), (now.Decision is not null, now.State == RunState.Cancelled));
            Assert.Equal((isPromoted, !isPromoted), (await promoting is null, await cancelling is null));
        }
    }

    [Fact]
    public async Task who_cancels_under_the_last_stage_is_told_that_the_run_has_ended_when_it_decided_first()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say("07-decision", "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);
        await world.WaitForStageAsync("07-decision");

        // by the very process that works on it
        var cancelling = Record.ExceptionAsync(() => world.Runs("one").CancelAsync(run.RunId, "ann", "changed her mind", Never)).AsTask();
        world.Unsay("07-decision", "hold");
        var (done, refused) = (await working, await cancelling);

        var champions = (await world.Audit.Models.FindAsync("paused"))?.Champions.Count ?? 0;
        Assert.Equal(refused is null ? (RunState.Cancelled, 0) : (RunState.Completed, 1), (done.State, champions));
        if (refused is not null)
            Assert.Contains("nothing to cancel", Assert.IsType<RunRefusedException>(refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_process_that_works_on_a_run_does_not_take_it_from_itself_and_the_trail_names_who_cancelled()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say("03-features", "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);
        await world.WaitForStageAsync("03-features");

        var cancelled = await world.Runs("one").CancelAsync(run.RunId, "ann", "wrong data", Never);
        await working;

        Assert.Equal(RunState.Cancelled, cancelled.State);
        var told = Assert.Single((await world.Audit.Trail.QueryAsync(new TrailQuery { Kind = "run_cancelled" }, Never)).Entries);
        Assert.Equal(("ann", "wrong data", "cancelled the run"), (told.Who, told.Why, told.What));
    }

    private static DecisionReached Promoted => new("promoted", "a", "v", "all gates passed");

    /// <summary>A run whose last stage is under way, and what it would promote.</summary>
    private static async Task<(RunHistory Run, ModelCandidate Candidate)> AtItsDecisionAsync(RunWorld world, string version = "v")
    {
        var request = new TrainingRequested("paused", "manual", "tester", "a test", "tables:nowhere", "test", 1, "{}");
        var run = await world.Audit.Runs.RequestAsync(request, null, Never);
        run = await world.Audit.Runs.AppendAsync(
            run.RunId,
            run.Events,
            "trainer",
            [new StageStarted("07-decision", 1, "in", new Dictionary<string, string>(), "one")],
            Never
        );
        var sha256 = await world.Audit.Artifacts.PutAsync(System.Text.Encoding.UTF8.GetBytes($"artifact {version}"));
        return (
            run,
            new ModelCandidate
            {
                Name = "paused",
                Version = version,
                Sha256 = sha256,
                Lineage = "{}",
            }
        );
    }
}
