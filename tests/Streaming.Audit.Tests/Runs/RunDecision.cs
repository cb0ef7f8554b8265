using Streaming.Audit.Runs;

namespace Streaming.Audit.Tests.Runs;

public sealed class RunDecision
{
    private const string Id = "20300131-120000-0007";
    private static readonly DateTimeOffset At = SetClock.Start;

    [Fact]
    public void a_whole_run_folds_into_its_timeline_verdicts_leaderboard_and_decision()
    {
        var run = After([.. SampleRun.WholeWork]);

        Assert.Equal((RunState.Completed, Id, 15L), (run.State, run.RunId, run.Events));
        Assert.Equal([SampleRun.Ingestion, SampleRun.Validation, SampleRun.Training], run.Stages.Select(stage => stage.Stage));
        Assert.All(
            run.Stages,
            stage =>
                Assert.Equal(
                    (StageState.Completed, 1000, 1.5, "out", 2),
                    (stage.State, stage.Rows, stage.Seconds, stage.OutputHash, stage.Outputs.Count)
                )
        );
        Assert.Equal(("flagged", 610), (Assert.Single(run.Datasets).Verdict, Assert.Single(run.Datasets[0].Checks).Count));
        Assert.Equal(
            [("large", ""), ("gam", "did not converge")],
            run.Candidates.Select(candidate => (candidate.Candidate, candidate.LeftOut))
        );
        Assert.Equal(
            (0.683, "ece_open", 8.25),
            (run.Candidates[0].Metrics["open.roc_auc"].Value, run.Candidates[0].Gates[0].Gate, run.Candidates[0].Seconds)
        );
        Assert.Equal("promoted", run.Decision!.Decision);
        Assert.Equal(new RunTracking("http://tracking", "77", ""), run.Tracking);
    }

    [Fact]
    public void an_interrupted_stage_starts_again_with_the_next_attempt_only()
    {
        var running = After(SampleRun.Started(SampleRun.Ingestion));

        Assert.Contains(
            "attempt 1 of stage 01-ingestion is not the next, which is 2",
            Refusal(running, SampleRun.Started(SampleRun.Ingestion)),
            StringComparison.Ordinal
        );
        var again = Follow(running, SampleRun.Started(SampleRun.Ingestion, attempt: 2));
        Assert.Equal([1, 2], again.Stages[0].Attempts.Select(attempt => attempt.Number));
    }

    [Fact]
    public void a_stage_ends_once_and_on_the_input_that_it_started_on()
    {
        var running = After(SampleRun.Started(SampleRun.Ingestion));
        var done = Follow(running, SampleRun.Completed(SampleRun.Ingestion));

        Assert.Contains("has not started", Refusal(running, SampleRun.Completed(SampleRun.Training)), StringComparison.Ordinal);
        Assert.Contains(
            "started on input in, not on other",
            Refusal(running, SampleRun.Completed(SampleRun.Ingestion, inputHash: "other")),
            StringComparison.Ordinal
        );
        Assert.Contains("is completed already", Refusal(done, SampleRun.Completed(SampleRun.Ingestion)), StringComparison.Ordinal);
        Assert.Contains(
            "is completed already",
            Refusal(done, SampleRun.Started(SampleRun.Ingestion, attempt: 2)),
            StringComparison.Ordinal
        );
        Assert.Contains("is completed already", Refusal(done, SampleRun.Skipped(SampleRun.Ingestion, Id)), StringComparison.Ordinal);
    }

    [Fact]
    public void a_failed_stage_says_what_where_and_what_to_do_and_its_run_cannot_complete()
    {
        var failed = After(
            SampleRun.Started(SampleRun.Ingestion),
            new StageFailed(SampleRun.Ingestion, 1, "column price is missing", "items.csv", "restore the column", 0.5)
        );

        Assert.Equal(new StageFailure(1, "column price is missing", "items.csv", "restore the column"), failed.Stages[0].Failure);
        Assert.Contains("stage 01-ingestion is failed", Refusal(failed, new RunCompleted(1)), StringComparison.Ordinal);
        var over = Follow(failed, new RunFailed(SampleRun.Ingestion, "column price is missing"));
        Assert.Equal((RunState.Failed, At), (over.State, over.EndedAt));
    }

    [Fact]
    public void nothing_but_tracking_follows_the_end()
    {
        var cancelled = After(SampleRun.Started(SampleRun.Ingestion), new RunCancelled("bo", "wrong data"));

        Assert.Equal((RunState.Cancelled, StageState.Stopped), (cancelled.State, cancelled.Stages[0].State));
        Assert.Contains("it is cancelled since", Refusal(cancelled, SampleRun.Completed(SampleRun.Ingestion)), StringComparison.Ordinal);
        Assert.Contains("it is cancelled since", Refusal(cancelled, new RunCancelled("bo", "again")), StringComparison.Ordinal);
        Assert.Equal("77", Follow(cancelled, new TrackingExported("http://tracking", "77")).Tracking!.ExternalRun);
    }

    [Fact]
    public void a_run_decides_once() =>
        Assert.Contains(
            "it has decided already: kept",
            Refusal(After(new DecisionReached("kept", "", "", "no gain")), new DecisionReached("promoted", "large", "2", "gain")),
            StringComparison.Ordinal
        );

    [Fact]
    public void what_is_no_event_of_a_run_is_refused() =>
        Assert.Contains("it is no event of a run", Refusal(After(), "words"), StringComparison.Ordinal);

    [Theory]
    [InlineData("by", "who asks is blank")]
    [InlineData("why", "the reason is blank")]
    [InlineData("trigger", "trigger 'cron' is not known; allowed: manual, schedule, event")]
    [InlineData("source", "source 'tables:' is not known")]
    [InlineData("parameters", "parameters of the run are not JSON")]
    [InlineData("list", "parameters of the run are a JSON Array")]
    public void a_request_is_complete_or_refused(string broken, string why)
    {
        var request = broken switch
        {
            "by" => SampleRun.Request with { By = " " },
            "why" => SampleRun.Request with { Why = "" },
            "trigger" => SampleRun.Request with { Trigger = "cron" },
            "source" => SampleRun.Request with { Source = "tables:" },
            "parameters" => SampleRun.Request with { Parameters = "{" },
            _ => SampleRun.Request with { Parameters = "[]" },
        };

        Assert.Contains(why, Assert.Throws<ArgumentException>(() => RunRules.Check(request)).Message, StringComparison.Ordinal);
    }

    private static RunHistory After(params IEnumerable<object> events) =>
        Follow(RunEvolution.Evolve(null, "run/" + Id, SampleRun.Request, At), events);

    private static RunHistory Follow(RunHistory run, params IEnumerable<object> events)
    {
        foreach (var happened in events)
        {
            RunRules.Check(run, [happened], At);
            run = run.Evolve(run.Id, happened, At);
        }

        return run;
    }

    private static string Refusal(RunHistory run, object happened) =>
        Assert.Throws<RunRefusedException>(() => RunRules.Check(run, [happened], At)).Message;
}
