using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Scorer.Faults;
using Streaming.Scorer.MicroBatches;

namespace Streaming.Scorer.Transactions;

/// <summary>
/// A batch that is being committed on another thread while the loop goes on. The client's calls have time limits that do not hold: one that
/// hands over the
/// offsets while the broker is killed was seen to never return. So the waiting has a limit of its own, after which the commit is left to
/// itself.
/// </summary>
internal sealed class CommitUnderWay
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private readonly Task<TimeSpan> task;
    private readonly TimeSpan limit;
    private readonly IBeside beside;
    private TimeSpan waited;

    private CommitUnderWay(BatchOutcome outcome, Task<TimeSpan> task, TimeSpan limit, IBeside beside) =>
        (Outcome, this.task, this.limit, this.beside) = (outcome, task, limit, beside);

    public BatchOutcome Outcome { get; }

    /// <summary>From the first record of the batch to its commit; known once finished.</summary>
    public TimeSpan Took => task.Result;

    /// <summary>Known once it was waited for: everything is on the cluster.</summary>
    public bool HasSucceeded => task.IsCompletedSuccessfully;

    /// <param name="output">Used by this commit alone until it is finished.</param>
    /// <param name="outcome">What the batch has become.</param>
    /// <param name="group">The consumer's metadata of this moment: a rebalance waits for the commit, and one that does not is seen by the
    /// broker.</param>
    /// <param name="startedAt"><see cref="Stopwatch"/> stamp of the batch's first record.</param>
    /// <param name="limit">How long it is waited for.</param>
    /// <param name="beside">Where it runs.</param>
    public static CommitUnderWay Begin(
        IBatchOutput output,
        BatchOutcome outcome,
        IConsumerGroupMetadata group,
        long startedAt,
        TimeSpan limit,
        IBeside beside
    )
    {
        var task = beside.Start(() =>
        {
            output.Commit(outcome.Records, outcome.Inputs, group);
            return Stopwatch.GetElapsedTime(startedAt);
        });
        return new(outcome, task, limit, beside);
    }

    /// <summary>
    /// Waits for the end, whatever it is; false when the limit came first. Counts the slices of the waiting and not the clock: a process
    /// that was halted has
    /// not waited meanwhile, and its commit comes back soon after it goes on.
    /// </summary>
    public bool TryWait()
    {
        for (; waited < limit; waited += Slice)
        {
            if (beside.Wait(task, Slice))
                return true;
        }

        return task.IsCompleted;
    }

    /// <exception cref="CommitFaultException">As <see cref="IBatchOutput.Commit"/> threw it.</exception>
    /// <exception cref="ClientFaultException">The limit came first: the output is lost, and its successor decides what it has left
    /// open.</exception>
    public void Finish()
    {
        if (!TryWait())
            throw new ClientFaultException($"a commit has not come back for {limit.TotalSeconds:0.#} s", null);
        task.GetAwaiter().GetResult();
    }
}
