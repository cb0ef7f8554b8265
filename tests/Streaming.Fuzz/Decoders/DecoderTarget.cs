using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Fuzz.Service;
using Streaming.Kafka.Wire;
using Streaming.Models.Policy;
using Streaming.Testing.Registry;

namespace Streaming.Fuzz.Decoders;

/// <summary>What an input is given to.</summary>
/// <param name="Name">For people.</param>
/// <param name="Feed">True when the input is taken as good; throws <see cref="ContractException"/> when it is refused.</param>
/// <param name="Seeds">Good inputs to begin with.</param>
internal sealed record DecoderTarget(string Name, Func<byte[], bool> Feed, IReadOnlyList<byte[]> Seeds)
{
    private const long FastBytes = 200;

    /// <summary>A row of four bytes becomes an object of Apache.Avro, each of its fields a boxed one, and an object of ours: 486 bytes for
    /// each byte were seen.</summary>
    private const long ConfluentBytes = 1_000;

    /// <summary>Inputs are text, and are changed as text.</summary>
    public bool IsText { get; init; }

    /// <summary>Memory that one byte of an input may cost, reading and writing it twice included. By hand, a decoded order takes some ten
    /// times its bytes.</summary>
    public long BytesPerInputByte { get; init; } = FastBytes;

    /// <summary>Every topic's value as its readers decode it by either implementation, with our schemas and with those of other writers,
    /// and writers' schemas themselves.</summary>
    public static IReadOnlyList<DecoderTarget> All(IReadOnlyList<MarketEvent> events)
    {
        var orders = events.Select(occurred => occurred.Delivery).OfType<OrderDelivered>().Take(20).ToList();
        var reviews = events.Select(occurred => occurred.Review).OfType<ReviewSubmitted>().Take(20).ToList();
        return
        [
            .. OfTopics(new InMemorySchemaRegistry(), orders, reviews),
            .. OfTopics(new InMemorySchemaRegistry { AvroImplementation = AvroImplementation.Confluent }, orders, reviews),
            WriterSchemaTarget.Of(Topics.OrderDelivered, orders),
        ];
    }

    private static DecoderTarget[] OfTopics(
        InMemorySchemaRegistry registry,
        IReadOnlyList<OrderDelivered> orders,
        IReadOnlyList<ReviewSubmitted> reviews
    ) =>
        [
            Of(registry, Topics.OrderDelivered, OrderContract.Check, orders),
            Of(registry, Topics.ReviewSubmitted, ReviewContract.Check, reviews),
            Of<SatisfactionScored>(registry, Topics.SatisfactionScored),
            Of<SatisfactionAlert>(registry, Topics.AlertsRed),
            Of<ScoringWindow>(registry, Topics.ScoringWindows),
            Of<ModelPromoted>(registry, Topics.ModelPromotions),
            Of<DeadLettersRedriven>(registry, Topics.OrderDeliveredRedrives),
            Of<AuditAnchored>(registry, Topics.AuditAnchors),
        ];

    private static DecoderTarget Of<T>(InMemorySchemaRegistry registry, Topic topic, Action<T>? check = null, IReadOnlyList<T>? good = null)
        where T : class
    {
        var id = registry.RegisterAsync(topic.Subject!, Schemas.Get(topic.Schema!)).GetAwaiter().GetResult();
        var deserializer = new AvroDeserializer<T>(registry, new AvroDeserializerConfig { UnknownSchemaIdWaitMs = 0 });
        var context = new SerializationContext(MessageComponentType.Value, topic.Name);
        var serializer = new AvroSerializer<T>(registry);
        var seeds = (good ?? []).Select(value => serializer.Serialize(value, context)).ToList();
        if (seeds.Count == 0)
            seeds.Add(GoldenRecords.Framed(id, GoldenRecords.Payload(topic.Schema!)));
        foreach (var seed in seeds)
            deserializer.Deserialize(seed, false, context); // Apache.Avro looks through all types at the first record of a class
        return new DecoderTarget(
            $"{topic.Name}, {registry.AvroImplementation}",
            bytes =>
            {
                var value = deserializer.Deserialize(bytes, bytes.Length == 0, context);
                check?.Invoke(value);
                RequireRoundTrip(serializer, deserializer, context, value);
                return true;
            },
            seeds
        )
        {
            BytesPerInputByte = registry.AvroImplementation == AvroImplementation.Confluent ? ConfluentBytes : FastBytes,
        };
    }

    /// <summary>What was decoded is encoded and decoded to the same bytes: nothing is believed that cannot be said again.</summary>
    private static void RequireRoundTrip<T>(
        AvroSerializer<T> serializer,
        AvroDeserializer<T> deserializer,
        SerializationContext context,
        T value
    )
        where T : class
    {
        var once = serializer.Serialize(value, context);
        var twice = serializer.Serialize(deserializer.Deserialize(once, false, context), context);
        if (!once.AsSpan().SequenceEqual(twice))
            throw new InvalidOperationException("encoded, decoded and encoded again, the value has other bytes");
    }
}
