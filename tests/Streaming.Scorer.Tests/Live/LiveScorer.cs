using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models.Artifacts;
using Streaming.Models.Policy;
using Streaming.Replays.Redrives;
using Streaming.Scorer.Loop;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Scorer instances on topics of their own, with everything around them that a test plays: producers, promotions, and a reader of
/// what they publish.</summary>
internal sealed class LiveScorer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly ConcurrentDictionary<string, byte[]> store = new();
    private readonly TemporaryFolder cache = new("artifacts");
    private readonly IProducer<byte[], byte[]> producer;
    private readonly IConsumer<byte[], byte[]> reader;
    private readonly List<(CancellationTokenSource Stop, Task Running, ServiceProvider Services)> instances = [];
    private readonly AvroSerializer<OrderDelivered> deliveries;
    private readonly AvroSerializer<ReviewSubmitted> reviews;
    private readonly AvroSerializer<ModelPromoted> promotions;

    /// <param name="onMock">The mock cluster forgets offsets of transactions, and its rebalances last a session.</param>
    public LiveScorer(string bootstrapServers, string prefix, int partitions, ISchemaRegistry? registry, bool onMock)
    {
        Partitions = partitions;
        Registry = registry ?? new InMemorySchemaRegistry();
        Client = new ClientConfig { BootstrapServers = bootstrapServers };
        Settings = new ScorerSettings
        {
            Client = Client,
            Instance = prefix + "scorer-1",
            TopicPrefix = prefix,
            GroupId = prefix + "group",
            TransactionTimeout = TimeSpan.FromSeconds(5),
        };
        if (onMock)
            Settings = Settings with { CommitsOffsetsAgain = true, SessionTimeout = TimeSpan.FromSeconds(2) };
        Metrics = new ScorerMetrics(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()));
        producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig
            {
                BootstrapServers = bootstrapServers,
                EnableIdempotence = true,
                LingerMs = 0,
                MessageMaxBytes = 32 * 1024 * 1024,
            }
        ).Build();
        reader = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig
            {
                BootstrapServers = bootstrapServers,
                GroupId = prefix + "reader",
                EnableAutoCommit = false,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                IsolationLevel = IsolationLevel.ReadCommitted,
                FetchWaitMaxMs = 20,
            }
        ).Build();
        deliveries = new AvroSerializer<OrderDelivered>(Registry);
        reviews = new AvroSerializer<ReviewSubmitted>(Registry);
        promotions = new AvroSerializer<ModelPromoted>(Registry);
        Topic[] outputs =
        [
            Topics.SatisfactionScored,
            Topics.AlertsRed,
            Topics.AlertsYellow,
            Topics.ScoringWindows,
            Topics.OrderDeliveredDeadLetters,
        ];
        reader.Assign(
            outputs.SelectMany(topic =>
                Enumerable
                    .Range(0, partitions)
                    .Select(partition => new TopicPartitionOffset(Settings.NameOf(topic), partition, Offset.Beginning))
            )
        );
    }

    public int Partitions { get; }

    public ISchemaRegistry Registry { get; }

    public ClientConfig Client { get; }

    /// <summary>Of the instances started from now on.</summary>
    public ScorerSettings Settings { get; set; }

    public ScorerMetrics Metrics { get; }

    public List<SatisfactionScored> Scored { get; } = [];

    public List<SatisfactionAlert> Alerts { get; } = [];

    public List<ScoringWindow> Windows { get; } = [];

    public List<ConsumeResult<byte[], byte[]>> DeadLetters { get; } = [];

    /// <summary>The instance started last.</summary>
    public ScorerService? Service { get; private set; }

    /// <param name="instance">Its name; that of <see cref="Settings"/> by default.</param>
    /// <param name="seams">Where a test puts a fault.</param>
    /// <param name="clock">Of its waits; the system's by default.</param>
    public void Start(string? instance = null, ScoringSeams? seams = null, TimeProvider? clock = null)
    {
        var settings = instance is null ? Settings : Settings with { Instance = Settings.TopicPrefix + instance };
        var stop = new CancellationTokenSource();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Registry)
            .AddSingleton(Artifacts())
            .AddSingleton(Metrics)
            .AddSingleton(seams ?? ScoringSeams.None)
            .AddSingleton(clock ?? TimeProvider.System)
            .AddScorer(settings)
            .BuildServiceProvider();
        var service = services.GetRequiredService<ScorerService>();
        Service = service;
        instances.Add((stop, Task.Run(() => service.RunAsync(stop.Token)), services));
    }

    /// <param name="beforePublishing">Called between the decision about an order and its transaction.</param>
    public async Task<List<RedrivenOrder>> RedriveAsync(RedriveRequest request, Action<string>? beforePublishing = null)
    {
        var redrive = new Redrive(Settings, Registry, Artifacts(), TimeProvider.System, NullLogger.Instance)
        {
            BeforePublishing = beforePublishing ?? (_ => { }),
        };
        var orders = new List<RedrivenOrder>();
        await foreach (var order in redrive.RunAsync(request, TestContext.Current.CancellationToken))
            orders.Add(order);
        return orders;
    }

    public async Task StopAsync()
    {
        foreach (var (stop, running, services) in instances)
        {
            await stop.CancelAsync();
            await running;
            await services.DisposeAsync();
            stop.Dispose();
        }

        instances.Clear();
    }

    public Task PromoteAsync(byte[] artifact, long decision, bool tampered = false)
    {
        var sha256 = ArtifactWriter.Sha256(artifact);
        store[sha256] = tampered ? [.. artifact[..^1], (byte)(artifact[^1] ^ 1)] : artifact;
        var promotion = new ModelPromoted
        {
            EventId = decision.ToString(CultureInfo.InvariantCulture),
            RecordedAt = DateTime.UnixEpoch,
            ModelName = TestModel.Name,
            ModelVersion = "test",
            ModelSha256 = sha256,
            DecisionNumber = decision,
            Kind = "promoted",
            DecidedBy = "test",
            Why = "test",
        };
        return SendAsync(Topics.ModelPromotions, TestModel.Name, promotion, promotions);
    }

    public Task DeliverAsync(OrderDelivered order) => SendAsync(Topics.OrderDelivered, order.OrderId, order, deliveries);

    /// <summary>To a partition that was added a moment ago: as soon as a producer learns of it.</summary>
    public Task DeliverToAsync(int partition, OrderDelivered order) =>
        Wait.For(
            async () =>
            {
                using var fresh = new ProducerBuilder<byte[], byte[]>(
                    new ProducerConfig { BootstrapServers = Client.BootstrapServers }
                ).Build();
                var message = new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(order.OrderId), Value = Encode(order) };
                return (await fresh.ProduceAsync(new TopicPartition(Settings.NameOf(Topics.OrderDelivered), partition), message)).Status;
            },
            status => status == PersistenceStatus.Persisted,
            Patience
        );

    public Task ReviewAsync(ReviewSubmitted review) => SendAsync(Topics.ReviewSubmitted, review.OrderId, review, reviews);

    public Task DeliverBytesAsync(byte[]? key, byte[]? value, Headers? headers = null, Timestamp timestamp = default) =>
        producer.ProduceAsync(
            Settings.NameOf(Topics.OrderDelivered),
            new Message<byte[], byte[]>
            {
                Key = key!,
                Value = value!,
                Headers = headers,
                Timestamp = timestamp,
            }
        );

    /// <summary>An order whose record bears this timestamp.</summary>
    public Task DeliverAsync(OrderDelivered order, Timestamp timestamp) =>
        DeliverBytesAsync(Encoding.UTF8.GetBytes(order.OrderId), Encode(order), null, timestamp);

    public byte[] Encode(OrderDelivered order) =>
        deliveries.Serialize(order, new SerializationContext(MessageComponentType.Value, Settings.NameOf(Topics.OrderDelivered)));

    /// <summary>Reads what the scorers publish until the condition holds.</summary>
    public void ReadUntil(
        Func<bool> condition,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = ""
    )
    {
        var scores = new AvroDeserializer<SatisfactionScored>(Registry);
        var alerts = new AvroDeserializer<SatisfactionAlert>(Registry);
        var windows = new AvroDeserializer<ScoringWindow>(Registry);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!condition())
        {
            foreach (var (_, running, _) in instances)
                if (running.IsFaulted)
                    Assert.Fail($"the scorer ended: {running.Exception}");
            if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > Patience)
                Assert.Fail(
                    $"Waited {Patience} for {what}: {Scored.Count} scored, {Alerts.Count} alerts, {DeadLetters.Count} dead letters, "
                        + $"{Windows.Count} windows; {Service?.State}"
                );
            if (reader.Consume(TimeSpan.FromMilliseconds(50)) is not { } record)
                continue;
            var context = new SerializationContext(MessageComponentType.Value, record.Topic);
            var topic = record.Topic[Settings.TopicPrefix.Length..];
            if (topic == Topics.SatisfactionScored.Name)
                Scored.Add(scores.Deserialize(record.Message.Value, false, context));
            else if (topic == Topics.ScoringWindows.Name)
                Windows.Add(windows.Deserialize(record.Message.Value, false, context));
            else if (topic == Topics.OrderDeliveredDeadLetters.Name)
                DeadLetters.Add(record);
            else
                Alerts.Add(alerts.Deserialize(record.Message.Value, false, context));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        producer.Dispose();
        reader.Dispose();
        cache.Dispose();
    }

    /// <summary>The model of whoever answers beside the scorers.</summary>
    public ModelFeed FollowPromotions(ScorerSettings settings, ScorerMetrics metrics) =>
        ModelFeed.Following(settings, Registry, new ModelSource(Artifacts(), null), metrics, NullLogger.Instance);

    public ArtifactCache Artifacts() => new(cache.Path, (sha256, _) => Task.FromResult(store.GetValueOrDefault(sha256)));

    private Task<DeliveryResult<byte[], byte[]>> SendAsync<T>(Topic topic, string key, T value, AvroSerializer<T> serializer)
        where T : class
    {
        var name = Settings.NameOf(topic);
        var bytes = serializer.Serialize(value, new SerializationContext(MessageComponentType.Value, name));
        return producer.ProduceAsync(name, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = bytes });
    }
}
