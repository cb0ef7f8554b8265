using Hangfire;
using Hangfire.Server;
using Streaming.Audit;
using Streaming.Retraining.Runs;

namespace Streaming.Retraining.Schedule;

/// <summary>One stage as a job; the next stage is its continuation.</summary>
public sealed class StageJob(RunExecutor executor, StageJobs jobs, TrainerLifetime lifetime)
{
    /// <summary>Never tried again by itself: a stage that failed has failed its run, and a run without a worker is resumed by the
    /// watch.</summary>
    [AutomaticRetry(Attempts = 0)]
    [JobDisplayName("{0} {1}")]
    public async Task RunAsync(string run, string stage, PerformContext context)
    {
        if (await executor.ExecuteAsync(run, stage, lifetime.Stopping).ConfigureAwait(false) is { } next)
            jobs.ContinueWith(context.BackgroundJob.Id, run, next);
    }
}
