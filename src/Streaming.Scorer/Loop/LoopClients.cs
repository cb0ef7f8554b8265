using Confluent.Kafka;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Histories;
using Streaming.Scorer.MicroBatches;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.Loop;

/// <summary>
/// The Kafka clients of a scoring loop and what works on them, opened together by a <see cref="LoopClientFactory"/> and disposed together.
/// Replaced as a whole when one of them is stuck. For the loop's thread.
/// </summary>
internal sealed class LoopClients : IDisposable
{
    /// <summary>Clients that have not come through a fault by then are replaced: after a restart of the broker some were seen to fail for
    /// good.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The cluster aborts a transaction after its timeout: a commit that is not decided a while after that never will
    /// be.</summary>
    private static readonly TimeSpan DecisionWait = TimeSpan.FromSeconds(5);

    private readonly Stack<IDisposable> opened;
    private readonly IBeside beside;
    private readonly TimeProvider time;
    private readonly TimeSpan longestCommit;
    private long? failingSince;

    /// <param name="opened">What is disposed, the last one first.</param>
    /// <param name="beside">Where commits run.</param>
    /// <param name="time">The clock of the patience.</param>
    /// <param name="transactionTimeout">After which the cluster aborts a transaction by itself.</param>
    public LoopClients(Stack<IDisposable> opened, IBeside beside, TimeProvider time, TimeSpan transactionTimeout)
    {
        this.opened = opened;
        this.beside = beside;
        this.time = time;
        longestCommit = transactionTimeout + DecisionWait;
    }

    public required DeliveryReader Deliveries { get; init; }

    public required HistoryFollower Histories { get; init; }

    public required Parking Parking { get; init; }

    public required BatchProcessor Processor { get; init; }

    public required IBatchOutput Output { get; init; }

    /// <summary>Begins to commit a batch on another thread.</summary>
    /// <param name="outcome">What the batch has become.</param>
    /// <param name="startedAt"><see cref="System.Diagnostics.Stopwatch"/> stamp of its first record.</param>
    public CommitUnderWay BeginCommit(BatchOutcome outcome, long startedAt) =>
        CommitUnderWay.Begin(Output, outcome, Deliveries.GroupMetadata, startedAt, longestCommit, beside);

    /// <summary>Everything works again.</summary>
    public void NoteSuccess() => failingSince = null;

    /// <summary>A client has failed.</summary>
    /// <returns>Whether clients have failed for so long that they have to be replaced.</returns>
    public bool NoteFailure() => time.GetElapsedTime(failingSince ??= time.GetTimestamp()) > Patience;

    /// <summary>Disposes of all, whatever one of them throws.</summary>
    public void Dispose() => Close(opened);

    /// <inheritdoc cref="Dispose"/>
    public static void Close(Stack<IDisposable> opened)
    {
        if (!opened.TryPop(out var part))
            return;
        try
        {
            part.Dispose();
        }
        finally
        {
            Close(opened);
        }
    }
}
