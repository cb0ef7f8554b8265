using Confluent.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Models;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Logs;
using Streaming.Scorer.MicroBatches;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.Loop;

/// <summary>
/// Poll a batch, score it with one model, commit outputs, dead letters, window and input offsets in one transaction. With a backlog the
/// next batch is
/// polled and scored while the one before it commits; it is sent only when that has succeeded. A fault that is not the records'
/// (broker, registry)
/// gives both up, waits and reads again: nothing is diverted, nothing is lost.
/// </summary>
/// <param name="clients">Disposed by whoever opened them.</param>
/// <param name="kept">Saves the histories.</param>
/// <param name="logs">Notices what changes beneath the clients.</param>
/// <param name="models">Holds a model by now.</param>
/// <param name="seams">Where a test puts a fault.</param>
/// <param name="report">Receives what people and monitoring must know.</param>
internal sealed class ScoringLoop(
    LoopClients clients,
    KeptHistories kept,
    ILogChanges logs,
    ModelSlot models,
    ScoringSeams seams,
    LoopReport report
)
{
    private const int IdleDrain = 1_000;

    private readonly DeliveryReader deliveries = clients.Deliveries;
    private readonly HistoryFollower histories = clients.Histories;
    private readonly Parking parking = clients.Parking;
    private readonly BatchProcessor processor = clients.Processor;
    private readonly BackOff backOff = new(seams.Pause);
    private readonly Dictionary<TopicPartition, string> held = [];
    private CommitUnderWay? underWay;
    private bool isCurrent;
    private bool isUndecided;

    /// <summary>Runs until <paramref name="stop"/>; what has been read until then is finished first.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            Turn(stop);
        Finish(stop);
    }

    /// <summary>One batch, or one look whether there is any, with what a fault asks for.</summary>
    /// <exception cref="ClientFaultException">The fault lasts: the clients have to be replaced.</exception>
    internal void Turn(CancellationToken stop)
    {
        deliveries.BeforeRevoked = EndsUnderWay;
        deliveries.IsAlone = processor.Verdicts.IsAlone;
        report.Moves();
        try
        {
            if (!isCurrent)
                ReadToEnd(stop);
            isCurrent = true;
            if (isUndecided)
                Rewind(stop);
            isUndecided = true;
            Step(stop);
            isUndecided = false;
            backOff.Reset();
            clients.NoteSuccess();
            logs.LookAt(histories.Table);
            kept.SaveIfDue(histories);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting for the histories: nothing was sent, the next start reads the batch again.
        }
        catch (Exception fault) when (FaultPolicy.RetryCause(fault) is { } cause)
        {
            report.ReadsAgain(fault, cause);
            if (fault is RecordFaultException { Records: var records })
                processor.Verdicts.PutAlone(records);
            if (FaultPolicy.IsOfRecords(cause))
                return; // nothing has to pass: the batch is read again around the record
            if (cause != FaultPolicy.Registry && clients.NoteFailure())
                throw new ClientFaultException(FaultPolicy.LogMessage(fault), fault);
            report.RetriesIn(backOff.Next, fault);
            backOff.Wait(stop);
        }
    }

    /// <summary>What has been read and sent is finished; nothing is read any more.</summary>
    internal void Finish(CancellationToken stop)
    {
        TryCompleteCommit(stop);
        kept.Save(histories);
    }

    /// <summary>Waits for the commit under way.</summary>
    /// <returns>The input offsets that it has made good; none where there is none, or it has failed.</returns>
    private List<TopicPartitionOffset> EndsUnderWay() =>
        underWay is { } commit && commit.TryWait() && commit.HasSucceeded ? commit.Outcome.Inputs : [];

    private void ReadToEnd(CancellationToken stop)
    {
        clients.Output.Recover(); // first: a transaction that a killed predecessor left open would hide what follows it
        var cuts = logs.LookForCuts();
        parking.ReadToEnd(stop);
        histories.ReadToEnd(stop);
        histories.Dropped.Begin();
        logs.Begin(histories.Table, cuts, stop); // before the group is joined: what retention has cut is then passed without a word
    }

    private void Step(CancellationToken stop)
    {
        var batch = deliveries.Poll(stop);
        report.Holds(deliveries.HeldPartitions, deliveries.HeldWhy);
        var sameLogs = logs.AskAgain(isNeeded: batch.Records.Count > 0);
        parking.Invalidate(deliveries.TakeAdded());
        if (batch.Records.Count == 0)
        {
            CompleteCommit();
            histories.Drain(IdleDrain);
            parking.Drain();
            logs.ThrowIfMadeAnew(sameLogs, stop);
            report.Scores();
            return;
        }

        if (underWay is { Outcome.DeadLetterPartitions.Count: > 0 })
            CompleteCommit(); // what it parks decides about this batch
        parking.Prepare(batch, stop);
        var outcome = processor.Process(batch, seams.Model(models.Current!), stop);
        if (underWay is null)
            deliveries.Plan(outcome.Inputs);
        else
            CompleteCommit(outcome.Inputs);
        logs.ThrowIfMadeAnew(sameLogs, stop);
        parking.Invalidate(outcome.DeadLetterPartitions); // before the commit: also one that fails may have come through
        deliveries.MarkInFlight(outcome.Inputs);
        underWay = clients.BeginCommit(outcome, batch.StartedAt);
        // Without a backlog nothing is gained by overlapping, and a transaction that is begun right after another waits in the client's
        // retries.
        if (!deliveries.HasBacklog)
            CompleteCommit();
    }

    /// <summary>Waits for the commit under way and counts it.</summary>
    /// <param name="next">The input offsets of the batch that is sent next, if one is.</param>
    private void CompleteCommit(IReadOnlyList<TopicPartitionOffset>? next = null)
    {
        if (underWay is not { } commit)
            return;
        underWay = null;
        try
        {
            commit.Finish();
        }
        catch (CommitFaultException refused) when (refused.Refusal is not null)
        {
            NoteRefused(commit.Outcome, refused.Refusal);
            throw;
        }

        deliveries.Committed(commit.Outcome.Inputs, next);
        processor.Verdicts.Forget(commit.Outcome.Inputs);
        histories.Dropped.Commit(commit.Outcome.Dropped);
        report.Committed(commit, histories.Table.Counters);
    }

    /// <summary>
    /// What the cluster refuses about a record is the record's. A partition whose dead letter it refuses waits; it is not to hold up the
    /// others.
    /// </summary>
    private void NoteRefused(BatchOutcome outcome, OutputRefusal refusal)
    {
        if (processor.NoteRefused(outcome, refusal) is var (record, why))
            held[record.TopicPartition] = report.CannotDeadLetter(record, why);
    }

    /// <summary>The same where a failure changes nothing: what is committed is the truth, here and at the next start.</summary>
    private void TryCompleteCommit(CancellationToken stop)
    {
        try
        {
            CompleteCommit();
        }
        catch (Exception fault)
            when (FaultPolicy.RetryCause(fault) is not null || (fault is ClientFaultException && stop.IsCancellationRequested))
        {
            report.GaveUp(fault);
        }
    }

    /// <summary>
    /// Back to what is committed. A commit that was not answered may have succeeded: what is still open is decided first, then the group's
    /// offsets are
    /// the truth, and not where the batch began.
    /// </summary>
    private void Rewind(CancellationToken stop)
    {
        TryCompleteCommit(stop);
        clients.Output.Recover();
        deliveries.Rewind();
        foreach (var (partition, why) in held)
            deliveries.Hold(partition, why);
        held.Clear();
        histories.Dropped.Rewind();
        seams.GivenUp(deliveries.GivenUp, histories.Table);
    }
}
