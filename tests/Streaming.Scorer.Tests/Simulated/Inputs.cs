using System.Text;
using Confluent.Kafka;
using Streaming.Audit.Models;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>What is sent to the input topics: orders, corrections, repetitions, reviews and what cannot be read, of a few keys.</summary>
internal sealed class Inputs(SimulatedCluster cluster, ISchemaRegistry registry, ScorerSettings settings, Random random)
{
    public const int Keys = 6;

    /// <summary>A partition's times may run back so far, in hours.</summary>
    private const double MostDisorder = 4.0 / 60;

    private static readonly byte[] Garbage = [9, 9, 9];

    private readonly AvroSerializer<OrderDelivered> deliveries = new(registry);
    private readonly AvroSerializer<ReviewSubmitted> reviews = new(registry);
    private readonly AvroSerializer<DeadLettersRedriven> releases = new(registry);
    private readonly int[] versions = new int[Keys];
    private readonly (byte[]? Bytes, double Hours)[] latest = new (byte[]?, double)[Keys];
    private double hours;

    /// <summary>The decision that serves everywhere when a record is sent, by its place.</summary>
    public Dictionary<TopicPartitionOffset, long> Decisions { get; } = [];

    public void Append(int count, long decision)
    {
        if (hours == 0)
            Register();
        for (; count > 0; count--)
        {
            var key = random.Next(Keys);
            switch (random.Next(12))
            {
                case 0:
                    Send(Topics.OrderDelivered, Name(key), Garbage, decision);
                    break;
                case 1 when latest[key] is { Bytes: { } again } sent && hours - sent.Hours < MostDisorder:
                    Send(Topics.OrderDelivered, Name(key), again, decision);
                    break;
                case 2:
                    var review = TestOrders.Review(Name(key), 1 + random.Next(5), Later());
                    Send(
                        Topics.ReviewSubmitted,
                        Name(key),
                        reviews.Serialize(
                            review,
                            new SerializationContext(MessageComponentType.Value, settings.NameOf(Topics.ReviewSubmitted))
                        ),
                        decision
                    );
                    break;
                case 3:
                    Send(Topics.OrderDelivered, null, Garbage, decision);
                    break;
                default:
                    var order = TestOrders.Delivery(Name(key), Later(), random.Next(-6, 9), version: ++versions[key]);
                    latest[key] = (
                        deliveries.Serialize(
                            order,
                            new SerializationContext(MessageComponentType.Value, settings.NameOf(Topics.OrderDelivered))
                        ),
                        hours
                    );
                    Send(Topics.OrderDelivered, Name(key), latest[key].Bytes!, decision);
                    break;
            }
        }
    }

    /// <summary>Producers know their schemas before anything goes wrong.</summary>
    private void Register()
    {
        deliveries.Serialize(
            TestOrders.Delivery("first"),
            new SerializationContext(MessageComponentType.Value, settings.NameOf(Topics.OrderDelivered))
        );
        reviews.Serialize(
            TestOrders.Review("first", 1, 1),
            new SerializationContext(MessageComponentType.Value, settings.NameOf(Topics.ReviewSubmitted))
        );
        releases.Serialize(
            ReleaseOf(0, 0, 0),
            new SerializationContext(MessageComponentType.Value, settings.NameOf(Topics.OrderDeliveredRedrives))
        );
        Later();
    }

    /// <summary>Releases every letter of the key that can be seen.</summary>
    public void Release(int key)
    {
        foreach (var partition in cluster.PartitionsOf(settings.NameOf(Topics.OrderDeliveredDeadLetters)))
        {
            var entries = cluster.Log(partition).Entries;
            var last = -1;
            for (var i = 0; i < cluster.StableEnd(partition); i++)
                if (entries[i].IsVisible && entries[i].Message!.Key is { } bytes && Encoding.UTF8.GetString(bytes) == Name(key))
                    last = i;
            if (last < 0)
                continue;
            var release = ReleaseOf(key, partition.Partition.Value, last);
            var topic = settings.NameOf(Topics.OrderDeliveredRedrives);
            cluster.Append(
                topic,
                partition.Partition.Value,
                new Message<byte[], byte[]>
                {
                    Key = Encoding.UTF8.GetBytes(Name(key)),
                    Value = releases.Serialize(release, new SerializationContext(MessageComponentType.Value, topic)),
                },
                null
            );
        }
    }

    /// <summary>Mostly seconds, now and then a day.</summary>
    private double Later() => hours += random.Next(5) == 0 ? random.Next(1, 40) : 0.01;

    private static DeadLettersRedriven ReleaseOf(int key, int partition, long through) =>
        new()
        {
            EventId = $"release-{key}-{through}",
            RecordedAt = DateTime.UnixEpoch,
            DeadLetterPartition = partition,
            ReleasedThrough = through,
            Attempts = 0,
            Scored = 0,
            Discarded = 1,
            RedrivenBy = "test",
            Why = "test",
        };

    private static string Name(int key) => $"order-{key}";

    private void Send(Topic topic, string? key, byte[] value, long decision)
    {
        var name = settings.NameOf(topic);
        var bytes = key is null ? null : Encoding.UTF8.GetBytes(key);
        var partition = new TopicPartition(name, cluster.PartitionOf(name, bytes));
        if (topic == Topics.OrderDelivered)
            Decisions.Add(new TopicPartitionOffset(partition, cluster.Log(partition).End), decision);
        cluster.Append(
            name,
            partition.Partition.Value,
            new Message<byte[], byte[]>
            {
                Key = bytes!,
                Value = value,
                Timestamp = new Timestamp(cluster.Clock.GetUtcNow()),
            },
            null
        );
    }
}
