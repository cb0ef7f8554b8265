using System.Diagnostics;
using Confluent.Kafka;

namespace Streaming.Scorer.Transactions;

/// <summary>A batch that is being committed on another thread while the loop goes on.</summary>
internal sealed class CommitUnderWay
{
    private readonly Task<TimeSpan> task;

    private CommitUnderWay(BatchOutcome outcome, Task<TimeSpan> task) => (Outcome, this.task) = (outcome, task);

    public BatchOutcome Outcome { get; }

    /// <summary>From the first record of the batch to its commit; known once finished.</summary>
    public TimeSpan Took => task.Result;

    /// <param name="output">Used by this commit alone until it is finished.</param>
    /// <param name="outcome">What the batch has become.</param>
    /// <param name="group">The consumer's metadata of this moment: a rebalance waits for the commit, and one that does not is seen by the broker.</param>
    /// <param name="startedAt"><see cref="Stopwatch"/> stamp of the batch's first record.</param>
    public static CommitUnderWay Begin(IBatchOutput output, BatchOutcome outcome, IConsumerGroupMetadata group, long startedAt) =>
        new(outcome, Task.Run(
            () =>
            {
                output.Commit(outcome.Records, outcome.Inputs, group);
                return Stopwatch.GetElapsedTime(startedAt);
            },
            CancellationToken.None));

    /// <summary>Waits for the end, whatever it is.</summary>
    public void Wait() => ((IAsyncResult)task).AsyncWaitHandle.WaitOne();

    /// <exception cref="BatchGivenUpException">As <see cref="IBatchOutput.Commit"/> threw it.</exception>
    public void Finish() => task.GetAwaiter().GetResult();
}
