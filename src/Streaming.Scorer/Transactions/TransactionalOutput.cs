using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Streaming.Scorer.Transactions;

/// <summary>
/// Exactly once: records and input offsets in one Kafka transaction. A producer that is fenced, or whose transaction cannot be decided through it, is
/// replaced: <c>InitTransactions</c> of the next one commits or aborts what its predecessor has left open under the same id.
/// </summary>
internal sealed class TransactionalOutput(ScorerSettings settings, ScorerMetrics metrics, ILogger log) : IBatchOutput
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly FailedDeliveries failures = new();
    private IProducer<byte[], byte[]>? producer;

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group, CancellationToken stop)
    {
        Recover(stop);
        var open = producer!;
        failures.Clear();
        try
        {
            open.BeginTransaction();
            using (BatchTrace.Step(BatchTrace.Produce))
            {
                foreach (var record in records) OutputProducer.Send(open, record, failures.Note);
            }

            using (BatchTrace.Step(BatchTrace.Offsets)) open.SendOffsetsToTransaction(inputs, group, BrokerWait);
            using (BatchTrace.Step(BatchTrace.Commit)) Finish(open, stop);
            metrics.Transactions.WithLabels("committed").Inc();
        }
        catch (KafkaException trouble)
        {
            throw GiveUp(open, failures.Describe() ?? Describe(trouble.Error, records), trouble);
        }
    }

    public void Recover(CancellationToken stop)
    {
        if (producer is not null) return;
        var opened = OutputProducer.Open(settings, config =>
        {
            config.TransactionalId = $"{settings.GroupId}-{settings.Instance}";
            config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        }, log);
        try
        {
            opened.InitTransactions(BrokerWait);
            producer = opened;
        }
        catch (KafkaException trouble)
        {
            opened.Dispose();
            throw new BatchGivenUpException("broker", $"transactional id {settings.GroupId}-{settings.Instance}: {trouble.Message}", trouble);
        }
    }

    public void Dispose() => producer?.Dispose();

    private static void Finish(IProducer<byte[], byte[]> open, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                open.CommitTransaction(BrokerWait);
                return;
            }
            catch (KafkaRetriableException) when (!stop.IsCancellationRequested)
            {
                // The same commit may simply be asked for again; its outcome is not decided yet.
            }
        }
    }

    /// <summary>What the broker refuses when partitions are added to the transaction comes without a name.</summary>
    private static string Describe(Error error, IReadOnlyList<OutgoingRecord> records) => error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.UnknownTopicOrPart
        ? $"{error.Reason}; one of {string.Join(", ", records.Select(record => record.Topic).Distinct())}"
        : error.Reason;

    private BatchGivenUpException GiveUp(IProducer<byte[], byte[]> open, string why, KafkaException trouble)
    {
        if (!trouble.Error.IsFatal)
        {
            try
            {
                open.AbortTransaction(BrokerWait);
                metrics.Transactions.WithLabels("aborted").Inc();
                return new BatchGivenUpException("aborted", $"transaction aborted: {why}", trouble);
            }
            catch (KafkaException worse)
            {
                log.LogWarning("Abort failed: {Error}", worse.Error.Reason);
            }
        }

        open.Dispose();
        producer = null;
        metrics.ProducersReplaced.Inc();
        metrics.Transactions.WithLabels("fenced").Inc();
        return new BatchGivenUpException("fenced", $"producer replaced: {why}", trouble);
    }
}
