using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts.Registry;
using Streaming.Models;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer;

/// <summary>
/// Poll a batch, score it with one model, commit outputs, dead letters, window and input offsets in one transaction. Trouble that is not
/// the records' fault (broker, registry) gives the batch up, waits and reads it again: nothing is diverted, nothing is lost.
/// </summary>
internal sealed class ScoringLoop(
    DeliveryReader deliveries, HistoryFollower histories, Parking parking, BatchProcessor processor, IBatchOutput output,
    ModelSlot slot, ScorerMetrics metrics, ScoringSeams seams, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);
    private const int IdleDrain = 1_000;

    private TimeSpan backOff = FirstBackOff;

    /// <summary>Runs until <paramref name="stop"/>; the batch under way is finished first.</summary>
    /// <param name="current">Called once, when the histories have been read to the end and orders are scored from then on.</param>
    /// <param name="stop">Ends the loop between two batches, or while it waits.</param>
    public void Run(Action current, CancellationToken stop)
    {
        var isCurrent = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!isCurrent)
                {
                    parking.ReadToEnd(stop);
                    histories.ReadToEnd(stop);
                    isCurrent = true;
                    current();
                }

                var batch = deliveries.Poll(stop);
                parking.Doubt(deliveries.TakeAdded());
                if (batch.Records.Count == 0)
                {
                    histories.Drain(IdleDrain);
                    parking.Drain();
                }
                else Score(batch, seams.Model(slot.Current!), stop);
                backOff = FirstBackOff;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped while waiting for the histories: nothing was sent, the next start reads the batch again.
            }
            catch (Exception trouble) when (CauseOf(trouble) is { } cause)
            {
                ReadAgain(cause, trouble, stop);
            }
        }
    }

    private void Score(DeliveryBatch batch, ServedModel served, CancellationToken stop)
    {
        parking.Prepare(batch, stop);
        var outcome = processor.Process(batch, served, stop);
        parking.Doubt(outcome.DeadLetterPartitions); // before the commit: also one that fails may have come through
        output.Commit(outcome.Records, outcome.Inputs, deliveries.GroupMetadata);
        deliveries.Committed(outcome.Inputs);
        outcome.CountInto(metrics, time.GetUtcNow());
        metrics.LagRecords.Set(deliveries.LagRecords());
        metrics.HistoryLate.Set(histories.Table.Counters.Late);
        metrics.BatchRecords.Observe(batch.Records.Count);
        metrics.BatchSeconds.Observe(Stopwatch.GetElapsedTime(batch.StartedAt).TotalSeconds);
    }

    /// <summary>The label of trouble that may pass; null for anything else, which ends the scorer.</summary>
    private static string? CauseOf(Exception trouble) => trouble switch
    {
        BatchGivenUpException aborted => aborted.Cause,
        RegistryUnavailableException => "registry",
        KafkaException { Error.IsFatal: false } => "broker",
        _ => null,
    };

    private void ReadAgain(string cause, Exception trouble, CancellationToken stop)
    {
        metrics.Retries.WithLabels(cause).Inc();
        log.LogWarning("The batch under way will be read again in {BackOff} ms: {Trouble}", backOff.TotalMilliseconds, trouble.Message);
        seams.GivenUp(deliveries.Batch, histories.Table);
        deliveries.Rewind();
        stop.WaitHandle.WaitOne(backOff);
        backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
    }
}
