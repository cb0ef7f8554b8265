using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts.Registry;
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
    DeliveryReader deliveries, HistoryFollower histories, BatchProcessor processor, TransactionalOutput output,
    ModelSlot slot, ScorerMetrics metrics, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);
    private const int IdleDrain = 1_000;

    private TimeSpan backOff = FirstBackOff;

    /// <summary>Runs until <paramref name="stop"/>; the batch under way is finished first.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var batch = deliveries.Poll(stop);
            if (batch.Records.Count == 0) histories.Drain(IdleDrain);
            else TryScore(batch, slot.Current!, stop);
        }
    }

    private void TryScore(DeliveryBatch batch, ServedModel served, CancellationToken stop)
    {
        try
        {
            var outcome = processor.Process(batch, served, stop);
            output.Commit(outcome.Records, outcome.Inputs, deliveries.GroupMetadata);
            outcome.CountInto(metrics, time.GetUtcNow());
            metrics.LagRecords.Set(deliveries.LagRecords());
            metrics.HistoryLate.Set(histories.Table.Counters.Late);
            metrics.BatchRecords.Observe(batch.Records.Count);
            metrics.BatchSeconds.Observe(Stopwatch.GetElapsedTime(batch.StartedAt).TotalSeconds);
            backOff = FirstBackOff;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting for the histories: nothing was sent, the next start reads the batch again.
        }
        catch (TransactionAbortedException aborted)
        {
            ReadAgain(batch, aborted.Cause, aborted, stop);
        }
        catch (RegistryUnavailableException registry)
        {
            ReadAgain(batch, "registry", registry, stop);
        }
        catch (KafkaException broker) when (!broker.Error.IsFatal)
        {
            ReadAgain(batch, "broker", broker, stop);
        }
    }

    private void ReadAgain(DeliveryBatch batch, string cause, Exception trouble, CancellationToken stop)
    {
        metrics.Retries.WithLabels(cause).Inc();
        log.LogWarning("Batch of {Records} records will be read again in {BackOff} ms: {Trouble}", batch.Records.Count, backOff.TotalMilliseconds, trouble.Message);
        deliveries.Rewind(batch);
        stop.WaitHandle.WaitOne(backOff);
        backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
    }
}
