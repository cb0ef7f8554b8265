using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;

namespace Streaming.Embedded.Tests.Kafka;

/// <summary>Clients as the program's own are set, for one broker.</summary>
internal sealed class KafkaClients(IKafkaBroker broker)
{
    /// <summary>The mock ends every rebalance of a group one second before its session timeout and takes any; a real broker takes 6 s or
    /// more.</summary>
    private readonly int sessionTimeoutMs = broker.Guarantee == KafkaGuarantee.AtLeastOnce ? 1_500 : 6_000;

    public static Topic Topic(string name) => new(name, "", null, TopicCleanup.Delete, null, false, null, 1);

    public static Message<string, int> Record(string key, int value) => new() { Key = key, Value = value };

    public IProducer<string, int> Producer() => Build(new ProducerConfig { LingerMs = 0 });

    /// <summary>Initialised, so whoever had the id before is outdated now.</summary>
    public IProducer<string, int> Transactional(string id, int timeoutMs = 10_000)
    {
        var producer = Build(
            new ProducerConfig
            {
                TransactionalId = id,
                TransactionTimeoutMs = timeoutMs,
                LingerMs = 0,
            }
        );
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        return producer;
    }

    public IConsumer<string, int> Consumer(
        string group,
        IsolationLevel isolation = IsolationLevel.ReadCommitted,
        AutoOffsetReset reset = AutoOffsetReset.Earliest
    ) => new ConsumerBuilder<string, int>(
            new ConsumerConfig
            {
                BootstrapServers = broker.BootstrapServers,
                GroupId = group,
                EnableAutoCommit = false,
                EnablePartitionEof = true,
                AutoOffsetReset = reset,
                IsolationLevel = isolation,
                SessionTimeoutMs = sessionTimeoutMs,
                HeartbeatIntervalMs = 200,
                FetchWaitMaxMs = 50,
                PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            }
        ).SetLogHandler((_, _) => { }).Build();

    /// <summary>Records one after another, ends of logs left out; fewer when time is up.</summary>
    public static List<ConsumeResult<string, int>> Read(IConsumer<string, int> consumer, int count, TimeSpan patience)
    {
        var records = new List<ConsumeResult<string, int>>();
        var started = Stopwatch.GetTimestamp();
        while (records.Count < count && Stopwatch.GetElapsedTime(started) < patience)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { IsPartitionEOF: false } record)
                records.Add(record);
        }

        return records;
    }

    /// <summary>Everything up to the end that the reader may see.</summary>
    public static List<int> ReadToEnd(IConsumer<string, int> consumer, TimeSpan patience)
    {
        var values = new List<int>();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < patience)
        {
            var record = consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (record?.IsPartitionEOF == true)
                return values;
            if (record is not null)
                values.Add(record.Message.Value);
        }

        throw new TimeoutException($"No end of the log within {patience.TotalSeconds:0} s; read so far: {string.Join(", ", values)}");
    }

    private IProducer<string, int> Build(ProducerConfig config)
    {
        config.BootstrapServers = broker.BootstrapServers;
        return new ProducerBuilder<string, int>(config).SetLogHandler((_, _) => { }).Build();
    }
}
