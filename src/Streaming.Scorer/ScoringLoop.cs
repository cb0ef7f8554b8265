using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Models;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer;

/// <summary>
/// Poll a batch, score it with one model, commit outputs, dead letters, window and input offsets in one transaction. With a backlog the
/// next batch is
/// polled and scored while the one before it commits; it is sent only when that has succeeded. Trouble that is not the records' fault
/// (broker, registry)
/// gives both up, waits and reads again: nothing is diverted, nothing is lost.
/// </summary>
internal sealed class ScoringLoop(
    ScorerSettings settings,
    DeliveryReader deliveries,
    HistoryFollower histories,
    Parking parking,
    BatchProcessor processor,
    IBatchOutput output,
    HistorySnapshots snapshots,
    ILogChanges logs,
    ModelSlot slot,
    ScorerMetrics metrics,
    ScorerState state,
    ScoringSeams seams,
    TimeProvider time,
    ILogger log
)
{
    private const int IdleDrain = 1_000;

    /// <summary>Clients that have not come through trouble by then are replaced: after a restart of the broker some were seen to fail for
    /// good.</summary>
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(15);

    /// <summary>The cluster aborts a transaction after its timeout: a commit that is not decided a while after that never will
    /// be.</summary>
    private static readonly TimeSpan DecisionWait = TimeSpan.FromSeconds(5);

    private readonly TimeSpan longestCommit = settings.TransactionTimeout + DecisionWait;
    private readonly BackOff backOff = new(seams.Pause);
    private readonly Dictionary<TopicPartition, string> held = [];
    private long? troubledSince;
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

    /// <summary>One batch, or one look whether there is any, with what trouble asks for.</summary>
    /// <exception cref="ClientsStuckException">Trouble lasts: the clients have to be replaced.</exception>
    internal void Turn(CancellationToken stop)
    {
        deliveries.BeforeRevoked = EndsUnderWay;
        deliveries.IsAlone = processor.Verdicts.IsAlone;
        state.Beat();
        try
        {
            if (!isCurrent)
                ReadToEnd(stop);
            isCurrent = true;
            if (isUndecided)
                ReadAgain(stop);
            isUndecided = true;
            Step(stop);
            isUndecided = false;
            backOff.Reset();
            troubledSince = null;
            logs.LookAt(histories.Table);
            if (histories.MaySave)
                snapshots.SaveIfDue(histories.Table);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting for the histories: nothing was sent, the next start reads the batch again.
        }
        catch (Exception trouble) when (FaultPolicy.CauseOf(trouble) is { } cause)
        {
            metrics.Retries.WithLabels(cause).Inc();
            var why = FaultPolicy.Describe(trouble);
            if (FaultPolicy.IsOfRecords(cause))
            {
                NoteRecordFault(trouble, why);
                return; // nothing has to pass: the batch is read again around the record
            }

            if (cause == FaultPolicy.Fenced)
                state.Fenced(FaultPolicy.Say(trouble));
            state.Waiting($"waiting ({cause}): {FaultPolicy.Say(trouble)}");
            if (cause != FaultPolicy.Registry && time.GetElapsedTime(troubledSince ??= time.GetTimestamp()) > ClientPatience)
                throw new ClientsStuckException(why, trouble);
            log.LogWarning("Trying again in {BackOff} ms: {Trouble}", backOff.Next.TotalMilliseconds, why);
            backOff.Wait(stop);
        }
    }

    /// <summary>What has been read and sent is finished; nothing is read any more.</summary>
    internal void Finish(CancellationToken stop)
    {
        TrySettle(stop);
        if (histories.MaySave)
            snapshots.Save(histories.Table);
    }

    private void NoteRecordFault(Exception fault, string why)
    {
        state.Beat();
        if (fault is RecordFaultException { Records: var records })
            processor.Verdicts.PutAlone(records);
        log.LogWarning(fault, "A record failed; its batch is read again, and the record alone: {Fault}", why);
    }

    /// <summary>Waits for the commit under way.</summary>
    /// <returns>The input offsets that it has made good; none where there is none, or it has failed.</returns>
    private List<TopicPartitionOffset> EndsUnderWay() =>
        underWay is { } commit && commit.TryWait() && commit.HasSucceeded ? commit.Outcome.Inputs : [];

    private void ReadToEnd(CancellationToken stop)
    {
        output.Recover(); // first: a transaction that a killed predecessor left open would hide what follows it
        var cuts = logs.LookForCuts();
        parking.ReadToEnd(stop);
        histories.ReadToEnd(stop);
        histories.Dropped.Begin();
        logs.Begin(histories.Table, cuts, stop); // before the group is joined: what retention has cut is then passed without a word
    }

    private void Step(CancellationToken stop)
    {
        var batch = deliveries.Poll(stop);
        TellHeld();
        var sameLogs = logs.AskAgain(isNeeded: batch.Records.Count > 0);
        parking.Doubt(deliveries.TakeAdded());
        if (batch.Records.Count == 0)
        {
            Settle();
            histories.Drain(IdleDrain);
            parking.Drain();
            logs.ThrowIfMadeAnew(sameLogs, stop);
            state.Scoring();
            return;
        }

        if (underWay is { Outcome.DeadLetterPartitions.Count: > 0 })
            Settle(); // what it parks decides about this batch
        parking.Prepare(batch, stop);
        var outcome = processor.Process(batch, seams.Model(slot.Current!), stop);
        if (underWay is null)
            deliveries.Plan(outcome.Inputs);
        else
            Settle(outcome.Inputs);
        logs.ThrowIfMadeAnew(sameLogs, stop);
        parking.Doubt(outcome.DeadLetterPartitions); // before the commit: also one that fails may have come through
        deliveries.Send(outcome.Inputs);
        underWay = CommitUnderWay.Begin(output, outcome, deliveries.GroupMetadata, batch.StartedAt, longestCommit, seams.Beside);
        // Without a backlog nothing is gained by overlapping, and a transaction that is begun right after another waits in the client's
        // retries.
        if (!deliveries.HasBacklog)
            Settle();
    }

    /// <summary>Waits for the commit under way and counts it.</summary>
    /// <param name="next">The input offsets of the batch that is sent next, if one is.</param>
    private void Settle(IReadOnlyList<TopicPartitionOffset>? next = null)
    {
        if (underWay is not { } commit)
            return;
        underWay = null;
        try
        {
            commit.Finish();
        }
        catch (BatchGivenUpException refused) when (refused.Refusal is not null)
        {
            NoteRefused(commit.Outcome, refused.Refusal);
            throw;
        }

        deliveries.Committed(commit.Outcome.Inputs, next);
        processor.Verdicts.Forget(commit.Outcome.Inputs);
        histories.Dropped.Commit(commit.Outcome.Dropped);
        state.Scoring();
        commit.Outcome.CountInto(metrics, time.GetUtcNow());
        var counters = histories.Table.Counters;
        metrics.HistoryLate.Set(counters.Late);
        metrics.HistoryTooMany.Set(counters.TooMany);
        metrics.BatchRecords.Observe(commit.Outcome.InputRecords);
        metrics.BatchSeconds.Observe(commit.Took.TotalSeconds);
    }

    /// <summary>
    /// What the cluster refuses about a record is the record's. A partition whose dead letter it refuses waits; it is not to hold up the
    /// others.
    /// </summary>
    private void NoteRefused(BatchOutcome outcome, OutputRefusal refusal)
    {
        if (processor.Verdicts.NoteRefused(outcome, refusal, settings.NameOf(Topics.ScoringWindows)) is not var (record, why))
            return;
        var words =
            $"{record.Topic} partition {record.Partition.Value} offset {record.Offset.Value} cannot be dead-lettered: {why}. "
            + $"Its partition waits and is tried again every "
            + $"{HeldPartitions.Pause.TotalSeconds:0} s; let the topic take the letter (max.message.bytes, "
            + $"message.timestamp.before.max.ms and .after.max.ms), or move the group past the record "
            + $"(kafka-consumer-groups.sh --group {settings.GroupId} --reset-offsets, while no scorer runs)";
        held[record.TopicPartition] = words;
        log.LogError("{Held}", words);
    }

    private void TellHeld()
    {
        metrics.HeldPartitions.Set(deliveries.HeldPartitions);
        state.Held(deliveries.HeldWhy);
    }

    /// <summary>The same where a failure changes nothing: what is committed is the truth, here and at the next start.</summary>
    private void TrySettle(CancellationToken stop)
    {
        try
        {
            Settle();
        }
        catch (Exception trouble)
            when (FaultPolicy.CauseOf(trouble) is not null || (trouble is ClientsStuckException && stop.IsCancellationRequested))
        {
            log.LogWarning("A batch was given up: {Trouble}", FaultPolicy.Describe(trouble));
        }
    }

    /// <summary>
    /// Back to what is committed. A commit that was not answered may have succeeded: what is still open is decided first, then the group's
    /// offsets are
    /// the truth, and not where the batch began.
    /// </summary>
    private void ReadAgain(CancellationToken stop)
    {
        TrySettle(stop);
        output.Recover();
        deliveries.Rewind();
        foreach (var (partition, why) in held)
            deliveries.Hold(partition, why);
        held.Clear();
        histories.Dropped.GoBack();
        seams.GivenUp(deliveries.GivenUp, histories.Table);
    }
}
