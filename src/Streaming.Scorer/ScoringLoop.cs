using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaming.Models;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer;

/// <summary>
/// Poll a batch, score it with one model, commit outputs, dead letters, window and input offsets in one transaction. Trouble that is not
/// the records' fault (broker, registry) gives the batch up, waits and reads it again: nothing is diverted, nothing is lost.
/// </summary>
internal sealed class ScoringLoop(
    DeliveryReader deliveries, HistoryFollower histories, BatchProcessor processor, IBatchOutput output, HistorySnapshots snapshots,
    ModelSlot slot, ScorerMetrics metrics, ScorerState state, ScoringSeams seams, TimeProvider time, ILogger log)
{
    private const int IdleDrain = 1_000;

    private readonly BackOff backOff = new();

    /// <summary>Runs until <paramref name="stop"/>; the batch under way is finished first.</summary>
    public void Run(CancellationToken stop)
    {
        var (isCurrent, isUndecided) = (false, false);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!isCurrent) histories.ReadToEnd(stop);
                isCurrent = true;
                if (isUndecided) ReadAgain(stop);
                isUndecided = false;

                isUndecided = true;
                var batch = deliveries.Poll(stop);
                state.Scoring();
                if (batch.Records.Count > 0) Score(batch, seams.Model(slot.Current!), stop);
                else histories.Drain(IdleDrain);
                isUndecided = false;
                backOff.Reset();
                snapshots.SaveIfDue(histories.Table);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped while waiting for the histories: nothing was sent, the next start reads the batch again.
            }
            catch (Exception trouble) when (Trouble.CauseOf(trouble) is { } cause)
            {
                metrics.Retries.WithLabels(cause).Inc();
                var why = Trouble.Describe(trouble);
                state.Waiting($"waiting ({cause}): {why}");
                log.LogWarning("Trying again in {BackOff} ms: {Trouble}", backOff.Next.TotalMilliseconds, why);
                backOff.Wait(stop);
            }
        }

        snapshots.Save(histories.Table);
    }

    private void Score(DeliveryBatch batch, ServedModel served, CancellationToken stop)
    {
        var outcome = processor.Process(batch, served, stop);
        output.Commit(outcome.Records, outcome.Inputs, deliveries.GroupMetadata, stop);
        deliveries.Committed(outcome.Inputs);
        outcome.CountInto(metrics, time.GetUtcNow());
        metrics.LagRecords.Set(deliveries.LagRecords());
        metrics.HistoryLate.Set(histories.Table.Counters.Late);
        metrics.BatchRecords.Observe(batch.Records.Count);
        metrics.BatchSeconds.Observe(Stopwatch.GetElapsedTime(batch.StartedAt).TotalSeconds);
    }

    /// <summary>
    /// Back to what is committed. A commit that was not answered may have succeeded: what is still open is decided first, then the group's offsets are
    /// the truth, and not where the batch began.
    /// </summary>
    private void ReadAgain(CancellationToken stop)
    {
        output.Recover(stop);
        seams.GivenUp(deliveries.Batch, histories.Table);
        deliveries.Rewind();
    }
}
