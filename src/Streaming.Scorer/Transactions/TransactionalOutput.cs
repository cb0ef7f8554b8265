using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;

namespace Streaming.Scorer.Transactions;

/// <summary>A record on its way out.</summary>
internal readonly record struct OutgoingRecord(string Topic, Message<byte[], byte[]> Message);

/// <summary>The transaction was aborted, or its producer was replaced: nothing of it is visible and no offset moved. Read the batch again.</summary>
internal sealed class TransactionAbortedException(string cause, Exception inner) : Exception($"Transaction given up ({cause}): {inner.Message}", inner)
{
    /// <summary>aborted, fenced, or broker (no transaction was begun): the label of the retry counter.</summary>
    public string Cause { get; } = cause;
}

/// <summary>Sends records and input offsets in one Kafka transaction. Used by one thread.</summary>
internal sealed class TransactionalOutput(ScorerSettings settings, ScorerMetrics metrics, ILogger log) : IDisposable
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(10);

    private IProducer<byte[], byte[]>? producer;

    /// <exception cref="TransactionAbortedException">Nothing became visible; the batch must be read again.</exception>
    public void Commit(IReadOnlyList<OutgoingRecord> records, IEnumerable<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        try
        {
            var open = producer ??= Open();
            open.BeginTransaction();
            foreach (var record in records) Send(open, record);
            open.SendOffsetsToTransaction(inputs, group, BrokerWait);
            Finish(open);
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
        var config = settings.Client.ForProducer();
        config.TransactionalId = $"{settings.GroupId}-{settings.Instance}";
        config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        config.ClientId = settings.Instance + "-output";
        config.EnableIdempotence = true;
        config.LingerMs = 0;
        config.MessageTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        config.DeliveryReportFields = "none";
        var opened = new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => log.LogWarning("Scoring producer: {Error}", error.Reason))
            .Build();
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

    private static void Send(IProducer<byte[], byte[]> open, OutgoingRecord record)
    {
        while (true)
        {
            try
            {
                // A delivery that fails makes the commit fail: no report is needed here.
                open.Produce(record.Topic, record.Message);
                return;
            }
            catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                open.Poll(QueueWait);
            }
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

    private TransactionAbortedException GiveUp(KafkaException trouble)
    {
        if (producer is null) return new TransactionAbortedException("broker", trouble);
        if (!trouble.Error.IsFatal)
        {
            try
            {
                producer.AbortTransaction(BrokerWait);
                metrics.Transactions.WithLabels("aborted").Inc();
                return new TransactionAbortedException("aborted", trouble);
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
        return new TransactionAbortedException("fenced", trouble);
    }
}
