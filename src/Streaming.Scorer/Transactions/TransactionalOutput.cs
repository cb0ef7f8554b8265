using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Streaming.Scorer.Transactions;

/// <summary>Sends records and input offsets in one Kafka transaction. Used by one thread.</summary>
internal sealed class TransactionalOutput(ScorerSettings settings, ScorerMetrics metrics, ILogger log) : IBatchOutput
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private IProducer<byte[], byte[]>? producer;

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        try
        {
            var open = producer ??= Open();
            open.BeginTransaction();
            using (BatchTrace.Step(BatchTrace.Produce))
            {
                // A delivery that fails makes the commit fail: no report is needed here.
                foreach (var record in records) OutputProducer.Send(open, record, report: null);
            }

            using (BatchTrace.Step(BatchTrace.Offsets)) open.SendOffsetsToTransaction(inputs, group, BrokerWait);
            using (BatchTrace.Step(BatchTrace.Commit)) Finish(open);
            metrics.Transactions.WithLabels("committed").Inc();
        }
        catch (KafkaException trouble)
        {
            throw GiveUp(trouble);
        }
    }

    public void Dispose() => producer?.Dispose();

    private IProducer<byte[], byte[]> Open()
    {
        var opened = OutputProducer.Open(settings, config =>
        {
            config.TransactionalId = $"{settings.GroupId}-{settings.Instance}";
            config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        }, log);
        try
        {
            opened.InitTransactions(BrokerWait);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static void Finish(IProducer<byte[], byte[]> open)
    {
        while (true)
        {
            try
            {
                open.CommitTransaction(BrokerWait);
                return;
            }
            catch (KafkaRetriableException)
            {
                // The same commit may simply be asked for again; its outcome is not decided yet.
            }
        }
    }

    private BatchGivenUpException GiveUp(KafkaException trouble)
    {
        if (producer is null) return new BatchGivenUpException("broker", trouble);
        if (!trouble.Error.IsFatal)
        {
            try
            {
                producer.AbortTransaction(BrokerWait);
                metrics.Transactions.WithLabels("aborted").Inc();
                return new BatchGivenUpException("aborted", trouble);
            }
            catch (KafkaException worse)
            {
                log.LogWarning("Abort failed: {Error}", worse.Error.Reason);
            }
        }

        // Fenced, or in a state that only a new producer leaves: its InitTransactions ends whatever is still open under our id.
        producer.Dispose();
        producer = null;
        metrics.ProducersReplaced.Inc();
        metrics.Transactions.WithLabels("fenced").Inc();
        return new BatchGivenUpException("fenced", trouble);
    }
}
