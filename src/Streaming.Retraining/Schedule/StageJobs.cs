using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Streaming.Retraining.Runs;

namespace Streaming.Retraining.Schedule;

/// <summary>Stages in the queue of jobs.</summary>
public sealed class StageJobs(JobStorage storage) : IStageQueue
{
    private readonly BackgroundJobClient client = new(storage);

    public void Enqueue(string run, string stage) => client.Create(JobOf(run, stage), new EnqueuedState());

    /// <summary>Once the job before it has succeeded.</summary>
    internal void ContinueWith(string job, string run, string stage) =>
        client.Create(JobOf(run, stage), new AwaitingState(job, new EnqueuedState(), JobContinuationOptions.OnlyOnSucceededState));

    private static Job JobOf(string run, string stage) => Job.FromExpression<StageJob>(job => job.RunAsync(run, stage, null!));
}
