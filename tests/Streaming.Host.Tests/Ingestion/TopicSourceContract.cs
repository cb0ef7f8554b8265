using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Host.Ingestion;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Wire;
using Streaming.Marketplace;
using Streaming.Marketplace.Synthetic;
using Streaming.Retraining.Stages;
using Streaming.Scorer;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Host.Tests.Ingestion;

/// <summary>What the topics' history must be on every kind of cluster.</summary>
public abstract class TopicSourceContract : IAsyncDisposable
{
    private const int Partitions = 3;

    private readonly string prefix = Unique.Name("ingest") + "-";
    private readonly InMemorySchemaRegistry registry = new();
    private readonly TemporaryFolder folder = new("topics");
    private ScorerSettings settings = null!;
    private IProducer<byte[], byte[]> producer = null!;

    public virtual ValueTask DisposeAsync()
    {
        producer?.Dispose();
        folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task the_topics_give_the_events_in_event_time_order_and_the_vectors_that_were_served()
    {
        var events = await PublishAsync();
        var deliveries = events.Where(occurred => occurred.Delivery is not null).Select(occurred => occurred.Delivery!).ToList();
        await SendAsync(Topics.OrderDelivered, deliveries[0] with { OrderId = "broken", Version = 0 }, "broken");
        await DecideAsync(deliveries[0], 0.25f, FeatureSchema.Version);
        await DecideAsync(deliveries[0], 0.5f, FeatureSchema.Version); // a redrive's comes later and counts
        await DecideAsync(deliveries[1], 1, "of another age");

        var history = new TopicSource(settings, registry).Read(new Silent(), TestContext.Current.CancellationToken);
        Assert.Equal(events.Select(occurred => occurred.EventId), history.Events.Select(occurred => occurred.EventId));
        Assert.Equal(1, history.DeadLettered);
        var served = Assert.Single(history.Served);
        Assert.Equal((deliveries[0].OrderId, deliveries[0].EventId, 0.5f), (served.OrderId, served.OrderEventId, served.Values[0]));
        Assert.Equal(64, history.DataHash.Length);
    }

    [Fact]
    public async Task what_comes_after_the_positions_were_taken_is_another_history()
    {
        var events = await PublishAsync();
        var source = new TopicSource(settings, registry);
        var before = source.Fingerprint;
        Assert.Equal(before, new TopicSource(settings, registry).Fingerprint);
        await SendAsync(
            Topics.OrderDelivered,
            events.First(occurred => occurred.Delivery is not null).Delivery! with
            {
                OrderId = "late",
                EventId = "delivered:late",
            },
            "late"
        );
        Assert.Equal(events.Count, source.Read(new Silent(), TestContext.Current.CancellationToken).Events.Count);
        var later = new TopicSource(settings, registry);
        Assert.NotEqual(before, later.Fingerprint);
        Assert.Equal(events.Count + 1, later.Read(new Silent(), TestContext.Current.CancellationToken).Events.Count);
    }

    /// <summary>Where the source's clients come from.</summary>
    private protected virtual IKafkaClients Clients => LibraryClients.Instance;

    /// <summary>Creates the topics; gives the servers.</summary>
    private protected abstract Task<string> PrepareAsync(IEnumerable<Topic> topics, int partitions);

    private async Task PrepareAsync()
    {
        var servers = await PrepareAsync(Topics.All.Select(topic => topic with { Name = prefix + topic.Name }), Partitions);
        settings = new ScorerSettings
        {
            Client = new ClientConfig { BootstrapServers = servers },
            Instance = prefix + "scorer",
            TopicPrefix = prefix,
            GroupId = prefix + "group",
            Clients = Clients,
        };
        producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig
            {
                BootstrapServers = servers,
                EnableIdempotence = true,
                LingerMs = 0,
            }
        ).Build();
    }

    private async Task<IReadOnlyList<MarketEvent>> PublishAsync()
    {
        await PrepareAsync();
        SyntheticMarketplace.Generate(60, 5, folder.Below("tables"), null, CancellationToken.None);
        var events = EventLog.Read(folder.Below("tables")).Events;
        foreach (var occurred in events)
        {
            if (occurred.Delivery is { } delivery)
                await SendAsync(Topics.OrderDelivered, delivery, delivery.OrderId);
            else
                await SendAsync(Topics.ReviewSubmitted, occurred.Review!, occurred.OrderId);
        }

        return events;
    }

    private Task DecideAsync(OrderDelivered order, float value, string featureVersion) =>
        SendAsync(
            Topics.SatisfactionScored,
            new SatisfactionScored
            {
                EventId = order.EventId + value,
                Version = 1,
                RecordedAt = order.RecordedAt,
                OrderId = order.OrderId,
                OrderEventId = order.EventId,
                DeliveredAt = order.DeliveredAt,
                ScoredAt = DateTime.UnixEpoch,
                Probability = 0.5,
                RawMargin = 0,
                Tier = "YELLOW",
                Label = "Neutral",
                Action = "",
                Reasons = [],
                AnsweredBeforeDelivery = false,
                FeatureVector = [.. Enumerable.Repeat(value, FeatureSchema.All.Count)],
                ModelName = "m",
                ModelVersion = "1",
                ModelSha256 = new string('a', 64),
                DecisionNumber = 1,
                PolicyVersion = "1",
                FeatureVersion = featureVersion,
                InputTopic = prefix + Topics.OrderDelivered.Name,
                InputPartition = 0,
                InputOffset = 0,
            },
            order.OrderId
        );

    private async Task SendAsync<T>(Topic topic, T value, string key)
        where T : class
    {
        var name = prefix + topic.Name;
        var bytes = new AvroSerializer<T>(registry).Serialize(value, new SerializationContext(MessageComponentType.Value, name));
        await producer.ProduceAsync(
            name,
            new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = bytes },
            TestContext.Current.CancellationToken
        );
    }

    private sealed class Silent : IProgress<StageProgress>
    {
        public void Report(StageProgress value) { }
    }
}
