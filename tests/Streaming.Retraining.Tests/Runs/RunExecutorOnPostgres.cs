using Streaming.Audit.Runs;
using Streaming.PausedRuns;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Tests.Runs.Leases;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

public sealed class RunExecutorOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task a_run_goes_through_all_stages_and_promotes_once()
    {
        await using var world = await RunWorld.CreateAsync(postgres);

        var run = await world.StartAndWorkAsync();

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(PausableStages.Names, run.Stages.Select(stage => stage.Stage));
        Assert.All(run.Stages, stage => Assert.Equal((StageState.Completed, 1, 7L), (stage.State, stage.Attempts.Count, stage.Rows)));
        Assert.Equal(["a", "b"], run.Candidates.Select(candidate => candidate.Candidate));
        Assert.Equal("promoted", run.Decision!.Decision);
        var champion = Assert.Single((await world.Audit.Models.FindAsync("paused"))!.Champions);
        Assert.Equal((run.RunId, run.Decision.ModelVersion), (champion.RunId, champion.Version));
        Assert.Empty(await world.Leases.ListAsync(CancellationToken.None));
        Assert.Empty(Directory.GetDirectories(world.WorkFolder, run.RunId + ".*"));
    }

    [Fact]
    public async Task unchanged_inputs_skip_every_stage_and_each_says_why()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        var first = await world.StartAndWorkAsync();

        var second = await world.StartAndWorkAsync();

        Assert.Equal(RunState.Completed, second.State);
        Assert.All(second.Stages, stage => Assert.Equal((StageState.Skipped, first.RunId), (stage.State, stage.FromRun)));
        Assert.All(
            second.Stages,
            stage =>
                Assert.Contains(
                    $"those of run {first.RunId}: input hash {stage.InputHash[..12]}",
                    stage.SkippedBecause,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(first.Stages.Select(stage => stage.OutputHash), second.Stages.Select(stage => stage.OutputHash));
        Assert.Equal("kept", second.Decision!.Decision);
        Assert.Contains(first.RunId, second.Decision.Why, StringComparison.Ordinal);
        Assert.Single((await world.Audit.Models.FindAsync("paused"))!.Champions);
    }

    [Fact]
    public async Task whoever_observes_a_trainer_hears_what_it_records_once()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        var heard = new List<object>();
        world.Say("03-features", "fail");
        await world.WorkAsync((await world.StartAsync()).RunId, world.Trainer(observer: heard.Add));
        world.Unsay("03-features", "fail");
        await world.WorkAsync((await world.StartAsync()).RunId, world.Trainer(observer: heard.Add));

        Assert.Equal(["01-ingestion", "02-validation", "03-features"], heard.OfType<StageStarted>().Take(3).Select(stage => stage.Stage));
        Assert.Equal(PausableStages.Names, heard.OfType<StageCompleted>().Select(stage => stage.Stage));
        Assert.Equal("03-features", Assert.Single(heard.OfType<StageFailed>()).Stage);
        Assert.Equal(["01-ingestion", "02-validation"], heard.OfType<StageSkipped>().Select(stage => stage.Stage));
        Assert.Single(heard.OfType<RunFailed>());
        Assert.IsType<RunCompleted>(heard[^1]);
    }

    [Fact]
    public async Task a_changed_setting_repeats_its_stage_and_what_follows_from_it()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        await world.StartAndWorkAsync();
        world.Say("03-features", "setting", "other");

        var plan = await RunPlanner.PlanAsync(world.Audit, world.Definition, PausableStages.Create, CancellationToken.None);
        var second = await world.StartAndWorkAsync();

        Assert.Equal([false, false, true, true, true, true, true], plan.Select(stage => stage.Works));
        Assert.Equal("setting setting was , is other", plan[2].Why);
        Assert.Equal(["result.txt"], plan[3].Outputs);
        Assert.Equal(plan.Select(stage => stage.Works), second.Stages.Select(stage => stage.State == StageState.Completed));
        Assert.Equal(2, (await world.Audit.Models.FindAsync("paused"))!.Champions.Count);
    }

    [Fact]
    public async Task a_failed_stage_tells_what_where_and_what_to_do_and_the_next_run_goes_on_from_there()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say("04-split", "fail");

        var failed = await world.StartAndWorkAsync();
        world.Unsay("04-split", "fail");
        var next = await world.StartAndWorkAsync();

        Assert.Equal((RunState.Failed, "04-split"), (failed.State, failed.Failure!.Stage));
        Assert.Equal(
            new StageFailure(1, "it was told to fail", "its control folder", "Remove the file and start again."),
            failed.Stage("04-split")!.Failure
        );
        Assert.Equal(RunState.Completed, next.State);
        Assert.Equal([failed.RunId, failed.RunId, failed.RunId, "", "", "", ""], next.Stages.Select(stage => stage.FromRun));
    }

    [Theory]
    [InlineData("02-validation")]
    [InlineData("05-training")] // in its child process
    public async Task what_a_failed_stage_left_is_kept_and_no_later_run_takes_it_for_a_result(string stage)
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say(stage, "fail");

        var failed = await world.StartAndWorkAsync();
        world.Unsay(stage, "fail");
        var next = await world.StartAndWorkAsync();

        var (name, sha256) = Assert.Single(failed.Stage(stage)!.Outputs);
        Assert.Equal(("left.txt", stage), (name, System.Text.Encoding.UTF8.GetString((await world.Audit.Artifacts.FindAsync(sha256))!)));
        Assert.Equal(StageState.Completed, next.Stage(stage)!.State);
        Assert.DoesNotContain("left.txt", next.Stage(stage)!.Outputs.Keys);
    }

    [Theory]
    [InlineData("03-features")]
    [InlineData("05-training")] // in its child process
    public async Task a_full_disk_fails_the_stage_in_words(string stage)
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say(stage, "full");

        var failed = await world.StartAndWorkAsync();

        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("no space is left", failed.Stage(stage)!.Failure!.What, StringComparison.Ordinal);
        Assert.Contains("Free space there", failed.Stage(stage)!.Failure!.Remedy, StringComparison.Ordinal);
        Assert.Empty(await world.Leases.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task a_second_start_is_refused_and_names_the_active_run()
    {
        await using var world = await RunWorld.CreateAsync(postgres);

        var starts = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async at =>
                {
                    try
                    {
                        return (Run: (RunHistory?)await world.StartAsync($"start {at}"), Refused: (RunActiveException?)null);
                    }
                    catch (RunActiveException refused)
                    {
                        return (Run: null, Refused: (RunActiveException?)refused);
                    }
                })
        );

        var run = Assert.Single(starts, start => start.Run is not null).Run!;
        Assert.All(
            starts.Where(start => start.Refused is not null),
            start => Assert.Contains(run.RunId, start.Refused!.Message, StringComparison.Ordinal)
        );
        Assert.Equal(RunState.Completed, (await world.WorkAsync(run.RunId)).State);
        Assert.Equal(RunState.Requested, (await world.StartAsync()).State);
    }

    [Fact]
    public async Task cancelling_kills_the_child_records_who_and_why_and_frees_the_model()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say("05-training", "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);
        await world.WaitForStageAsync("05-training");
        var child = world.ProcessOf("05-training");

        var cancelled = await world.Runs().CancelAsync(run.RunId, "ann", "too slow", CancellationToken.None);

        Assert.Equal(new RunCancelled("ann", "too slow"), cancelled.Cancellation);
        Assert.Equal(StageState.Stopped, cancelled.Stage("05-training")!.State);
        Assert.Equal(RunState.Cancelled, (await working).State);
        Assert.False(ProcessTable.IsRunning(child));
        Assert.Empty(await world.Leases.ListAsync(CancellationToken.None));
        await Assert.ThrowsAsync<RunRefusedException>(() => world.Runs().CancelAsync(run.RunId, "ann", "again", CancellationToken.None));
    }

    [Fact]
    public async Task a_run_that_nobody_works_on_is_cancelled_at_once()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        var run = await world.StartAsync();

        var cancelled = await world.Runs().CancelAsync(run.RunId, "ann", "not needed", CancellationToken.None);

        Assert.Equal(RunState.Cancelled, cancelled.State);
        Assert.Equal(RunState.Cancelled, (await world.WorkAsync(run.RunId)).State);
        Assert.Equal(RunState.Requested, (await world.StartAsync()).State);
    }

    [Fact]
    public async Task a_trainer_that_is_told_to_stop_leaves_the_run_to_the_next()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say("05-training", "hold");
        var run = await world.StartAsync();
        using var stop = new CancellationTokenSource();
        var working = world.WorkAsync(run.RunId, world.Trainer("one"), stop.Token);
        await world.WaitForStageAsync("05-training");
        var child = world.ProcessOf("05-training");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
        world.Unsay("05-training", "hold");
        var finished = await world.WorkAsync(run.RunId, world.Trainer("two"));

        Assert.False(ProcessTable.IsRunning(child));
        Assert.Equal(RunState.Completed, finished.State);
        Assert.Equal(["one", "two"], finished.Stage("05-training")!.Attempts.Select(attempt => attempt.Node));
        Assert.Equal(2, finished.Candidates.Count);
    }

    [Fact]
    public async Task a_trainer_that_was_taken_for_dead_records_nothing_more()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say("03-features", "hold");
        var run = await world.StartAsync();
        var silent = world.WorkAsync(run.RunId, world.Trainer("one"));
        await world.WaitForStageAsync("03-features");

        await Wait.Until(
            async () =>
            {
                await LeaseTableOnPostgres.SilenceAsync(world.Database); // until the other one gets in between two renewals
                return await world.Leases.AcquireAsync(run.RunId, "two", "03-features", CancellationToken.None);
            },
            TimeSpan.FromSeconds(30)
        );
        var working = world.WorkAsync(run.RunId, world.Trainer("two"));
        await Wait.Until(
            async () => (await world.Audit.Runs.FindAsync(run.RunId))!.Stage("03-features")!.Attempts.Count == 2,
            TimeSpan.FromSeconds(30)
        );
        world.Unsay("03-features", "hold"); // both come to the end of the stage
        await silent;
        await working;

        // Between two stages nobody holds the run: either of the two may have gone on with it.
        Assert.Equal(RunState.Completed, (await world.Audit.Runs.FindAsync(run.RunId))!.State);
        var events = await world.Audit.Runs.EventsAsync(run.RunId);
        Assert.Equal(7, events.OfType<StageCompleted>().Count());
        Assert.Single(events.OfType<CandidateTrained>());
        Assert.Single((await world.Audit.Models.FindAsync("paused"))!.Champions);
    }

    [Fact]
    public async Task a_run_whose_lease_is_gone_gets_it_back_from_the_watch()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        var run = await world.StartAsync();
        await world.Leases.EndAsync(run.RunId, CancellationToken.None);
        Assert.Equal(RunState.Requested, (await world.WorkAsync(run.RunId)).State);

        Assert.Equal([run.RunId], await world.Runs().ResumeAbandonedAsync(CancellationToken.None));
        Assert.Empty(await world.Runs().ResumeAbandonedAsync(CancellationToken.None));
        Assert.Equal(RunState.Completed, (await world.WorkAsync(run.RunId)).State);
    }
}
