using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Streaming.Retraining.Runs;

namespace Streaming.Retraining.Schedule;

/// <summary>Stages in the queue of jobs. Safe to use from any thread.</summary>
/// <param name="tables">Open before the first stage is queued.</param>
public sealed class StageJobs(JobTables tables) : IStageQueue
{
    private readonly Lazy<BackgroundJobClient> client = new(() => new(tables.Storage), LazyThreadSafetyMode.PublicationOnly);

    public void Enqueue(string run, string stage) => client.Value.Create(JobOf(run, stage), new EnqueuedState());

    /// <summary>Once the job before it has succeeded.</summary>
    internal void ContinueWith(string job, string run, string stage) =>
        client.Value.Create(JobOf(run, stage), new AwaitingState(job, new EnqueuedState(), JobContinuationOptions.OnlyOnSucceededState));

    private static Job JobOf(string run, string stage) => Job.FromExpression<StageJob>(job => job.RunAsync(run, stage, null!));
}
