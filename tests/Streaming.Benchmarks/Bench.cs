using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Host.Configuration;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models.Artifacts;
using Streaming.Scorer;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Benchmarks;

/// <summary>A real Kafka of its own with the topics of this system, and what publishes to them.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string BareOutput = "bare-output";
    private const int Partitions = 6;

    private readonly TemporaryFolder? folder;
    private readonly LocalKafka? broker;
    private readonly AvroSerializer<OrderDelivered> deliveries;
    private readonly AvroSerializer<ReviewSubmitted> reviews;
    private readonly byte[] artifact;

    private Bench(string bootstrapServers, byte[] artifact, TemporaryFolder? folder, LocalKafka? broker)
    {
        (this.folder, this.broker, this.artifact) = (folder, broker, artifact);
        (deliveries, reviews) = (new(Registry), new(Registry));
        Client = new ClientConfig { BootstrapServers = bootstrapServers };
    }

    public InMemorySchemaRegistry Registry { get; } = new();

    public ClientConfig Client { get; }

    /// <summary>Starts a broker with an empty log and creates the topics.</summary>
    /// <exception cref="InvalidOperationException">KAFKA_HOME is not set.</exception>
    public static async Task<Bench> StartAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var home =
            RealParts.KafkaHome
            ?? throw new InvalidOperationException($"{RealParts.KafkaVariable} must name the folder of an Apache Kafka distribution");
        var artifact = Market.Artifact(options, stop);
        var folder = new TemporaryFolder("bench");
        var kafka = new KafkaBrokerOptions
        {
            DataFolder = folder.Path,
            KafkaHome = home,
            HeapMegabytes = 1_024,
        };
        var broker = await LocalKafka.StartAsync(kafka, NullLogger.Instance, TimeProvider.System, stop);
        var bench = new Bench(broker.BootstrapServers, artifact, folder, broker);
        await SubjectSetup.ApplyAsync(bench.Registry, stop);
        var topics = Topics.All.Append(Topics.SatisfactionScored with { Name = BareOutput });
        foreach (var sized in topics.GroupBy(topic => topic.Partitions == 1 ? 1 : Partitions))
            await broker.EnsureTopicsAsync(sized, sized.Key, stop);
        await bench.PromoteAsync();
        return bench;
    }

    /// <summary>On the broker that another process has started. Schemas have the same ids there, because both register them in the same
    /// order.</summary>
    public static async Task<Bench> JoinAsync(string bootstrapServers, BenchmarkOptions options, CancellationToken stop)
    {
        var bench = new Bench(bootstrapServers, Market.Artifact(options, stop), null, null);
        await SubjectSetup.ApplyAsync(bench.Registry, stop);
        return bench;
    }

    public ScorerSettings Settings(ProcessingGuarantee guarantee, string group) =>
        new()
        {
            Client = Client,
            Instance = "bench",
            GroupId = group,
            ModelName = Market.ModelName,
            Guarantee = guarantee,
        };

    public WholeLoop Scorer(ScorerSettings settings) => new(settings, Registry, artifact);

    public byte[] Encode(OrderDelivered order) =>
        deliveries.Serialize(order, new SerializationContext(MessageComponentType.Value, Topics.OrderDelivered.Name));

    /// <summary>Publishes in the order given, as fast as acknowledged, and returns when all are; gives the bytes of the deliveries'
    /// values.</summary>
    public long Publish(IEnumerable<MarketEvent> events)
    {
        using var producer = Producer();
        long bytes = 0;
        foreach (var occurred in events)
            bytes += Send(producer, occurred);
        producer.Flush(TimeSpan.FromMinutes(2));
        return bytes;
    }

    public IProducer<byte[], byte[]> Producer()
    {
        var config = Client.ForProducer();
        (config.EnableIdempotence, config.LingerMs, config.QueueBufferingMaxMessages) = (true, 0, 2_000_000);
        return new ProducerBuilder<byte[], byte[]>(config).Build();
    }

    /// <summary>Hands one event over; gives the bytes of its value when it is a delivery.</summary>
    public int Send(IProducer<byte[], byte[]> producer, MarketEvent occurred)
    {
        var key = Encoding.UTF8.GetBytes(occurred.OrderId);
        var value = occurred.Delivery is { } delivery
            ? Encode(delivery)
            : reviews.Serialize(occurred.Review!, new SerializationContext(MessageComponentType.Value, Topics.ReviewSubmitted.Name));
        producer.Produce(
            (occurred.Delivery is null ? Topics.ReviewSubmitted : Topics.OrderDelivered).Name,
            new Message<byte[], byte[]> { Key = key, Value = value }
        );
        return occurred.Delivery is null ? 0 : value.Length;
    }

    /// <summary>Makes the group begin at the present end of the deliveries.</summary>
    public void BeginAtEnd(string group)
    {
        var config = Client.ForConsumer();
        (config.GroupId, config.EnableAutoCommit) = (group, false);
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        var ends = Enumerable
            .Range(0, Partitions)
            .Select(partition => new TopicPartition(Topics.OrderDelivered.Name, partition))
            .Select(partition => new TopicPartitionOffset(
                partition,
                consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High
            ))
            .ToList();
        consumer.Commit(ends);
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        folder?.Dispose();
    }

    private async Task PromoteAsync()
    {
        var promotion = new ModelPromoted
        {
            EventId = "1",
            RecordedAt = DateTime.UnixEpoch,
            ModelName = Market.ModelName,
            ModelVersion = "bench",
            ModelSha256 = ArtifactWriter.Sha256(artifact),
            DecisionNumber = 1,
            Kind = "promoted",
            DecidedBy = "bench",
            Why = "measurement",
        };
        var bytes = new AvroSerializer<ModelPromoted>(Registry).Serialize(
            promotion,
            new SerializationContext(MessageComponentType.Value, Topics.ModelPromotions.Name)
        );
        using var producer = Producer();
        await producer.ProduceAsync(
            Topics.ModelPromotions.Name,
            new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(Market.ModelName), Value = bytes }
        );
    }
}
