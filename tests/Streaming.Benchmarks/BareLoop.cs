using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Scorer;

namespace Streaming.Benchmarks;

/// <summary>Polls a batch, writes it back as it is, commits: what every loop with the same promise on this client costs at least. Batches
/// and client settings are the scorer's.</summary>
internal sealed class BareLoop(ScorerSettings settings, string output, TextWriter? printer = null)
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly bool isTransactional = settings.Guarantee == ProcessingGuarantee.ExactlyOnce;
    private readonly List<ConsumeResult<byte[], byte[]>> batch = [];

    /// <summary>Until so many records are committed, or until stopped; the time from the first record polled to the last commit.</summary>
    public TimeSpan Run(long records, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(Print(ConsumerSettings())).Build();
        using var producer = new ProducerBuilder<byte[], byte[]>(Print(ProducerSettings())).Build();
        if (isTransactional)
            producer.InitTransactions(BrokerWait);
        consumer.Subscribe(settings.NameOf(Topics.OrderDelivered));
        long done = 0,
            startedAt = 0,
            endedAt = 0;
        while (done < records && !stop.IsCancellationRequested)
        {
            Poll(consumer);
            if (batch.Count == 0)
                continue;
            if (startedAt == 0)
                startedAt = Stopwatch.GetTimestamp();
            Commit(producer, consumer);
            endedAt = Stopwatch.GetTimestamp();
            done += batch.Count;
        }

        consumer.Close();
        return Stopwatch.GetElapsedTime(startedAt, endedAt);
    }

    private void Poll(IConsumer<byte[], byte[]> consumer)
    {
        batch.Clear();
        var record = consumer.Consume(TimeSpan.FromMilliseconds(100));
        var startedAt = Stopwatch.GetTimestamp();
        while (record is not null)
        {
            batch.Add(record);
            if (batch.Count >= settings.BatchSize)
                return;
            var left = settings.BatchAge - Stopwatch.GetElapsedTime(startedAt);
            record = consumer.Consume(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private void Commit(IProducer<byte[], byte[]> producer, IConsumer<byte[], byte[]> consumer)
    {
        if (isTransactional)
            producer.BeginTransaction();
        foreach (var record in batch)
            producer.Produce(output, new Message<byte[], byte[]> { Key = record.Message.Key, Value = record.Message.Value });
        var ends = batch
            .GroupBy(record => record.TopicPartition)
            .Select(group => new TopicPartitionOffset(group.Key, group.Max(record => record.Offset.Value) + 1))
            .ToList();
        if (isTransactional)
        {
            producer.SendOffsetsToTransaction(ends, consumer.ConsumerGroupMetadata, BrokerWait);
            producer.CommitTransaction(BrokerWait);
        }
        else
        {
            producer.Flush(BrokerWait);
            consumer.Commit(ends);
        }
    }

    private ConsumerConfig ConsumerSettings() =>
        new(settings.Client.ForConsumer())
        {
            GroupId = settings.GroupId,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = (int)settings.SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)settings.SessionTimeout.TotalMilliseconds / 5,
            FetchWaitMaxMs = 50,
            QueuedMaxMessagesKbytes = 16 * 1024,
        };

    private ProducerConfig ProducerSettings()
    {
        var config = new ProducerConfig(settings.Client.ForProducer())
        {
            EnableIdempotence = true,
            LingerMs = 0,
            DeliveryReportFields = "none",
            MessageTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds,
        };
        if (!isTransactional)
            return config;
        config.TransactionalId = $"{settings.GroupId}-bare";
        config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        return config;
    }

    private T Print<T>(T config)
        where T : ClientConfig
    {
        var shown = config.Where(setting => setting.Key is not ("bootstrap.servers" or "group.id" or "transactional.id"));
        printer?.WriteLine($"bare {typeof(T).Name}: {string.Join(' ', shown.Select(setting => $"{setting.Key}={setting.Value}"))}");
        return config;
    }
}
