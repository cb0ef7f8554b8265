using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Fuzz.Mutation;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Fuzz.Service;

/// <summary>Sends good, damaged and senseless records to every topic that the program reads.</summary>
internal sealed class TopicFuzzer : IDisposable
{
    private const int LongestRecord = 200_000;
    private const int DamagedOrders = 20_000;
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(60);

    private static readonly long[] OddTimestamps =
    [
        0,
        1,
        946_684_800_000,
        1_530_000_000_000_000,
        253_402_300_799_999,
        253_402_300_800_000,
        4_102_444_800_000,
        9_007_199_254_740_993,
        long.MaxValue,
    ];

    private readonly Random random;
    private readonly ByteMutator mutator;
    private readonly SentRecords sent;
    private readonly EntranceReport report;
    private readonly IProducer<byte[], byte[]> producer;
    private readonly AvroSerializer<OrderDelivered> deliveries;
    private readonly AvroSerializer<ReviewSubmitted> reviews;
    private readonly IReadOnlyList<OrderDelivered> orders;
    private readonly IReadOnlyList<ReviewSubmitted> answers;
    private readonly (Topic Topic, byte[] Value)[] others;
    private int good;
    private long refusedByBroker;

    public TopicFuzzer(
        string bootstrapServers,
        ISchemaRegistry registry,
        IReadOnlyList<MarketEvent> events,
        SentRecords sent,
        EntranceReport report,
        int seed
    )
    {
        (random, this.sent, this.report) = (new Random(seed), sent, report);
        mutator = new ByteMutator(random);
        producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig
            {
                BootstrapServers = bootstrapServers,
                LingerMs = 5,
                CompressionType = CompressionType.Lz4,
            }
        ).Build();
        (deliveries, reviews) = (new(registry), new(registry));
        orders = [.. events.Select(occurred => occurred.Delivery).OfType<OrderDelivered>()];
        answers = [.. events.Select(occurred => occurred.Review).OfType<ReviewSubmitted>()];
        others =
        [
            .. GoldenRecords.Of(registry, Topics.All.Where(topic => topic != Topics.OrderDelivered && topic != Topics.ReviewSubmitted)),
        ];
    }

    public long RefusedByBroker => Interlocked.Read(ref refusedByBroker);

    /// <summary>Sends so many records and returns when they are acknowledged.</summary>
    public void Send(int count)
    {
        for (var i = 0; i < count; i++)
        {
            switch (random.Next(100))
            {
                case < 35:
                    Good();
                    break;
                case < 80:
                    DamagedOrder();
                    break;
                case < 96:
                    DamagedReview();
                    break;
                default:
                    Senseless();
                    break;
            }
        }

        producer.Flush(FlushTime);
    }

    /// <summary>Good orders that were never sent before; all of them must be scored.</summary>
    public void SendGood(int count)
    {
        for (var i = 0; i < count; i++)
            Good();
        producer.Flush(FlushTime);
    }

    public void Dispose() => producer.Dispose();

    private void Good()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"good-{++good:0000000}");
        var order = orders[random.Next(orders.Count)] with { OrderId = id, EventId = id + ":1", Version = 1 };
        Produce(Topics.OrderDelivered, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(id), Value = Encode(order) });
        report.Add(1, 1);
    }

    private void DamagedOrder()
    {
        var id = DamagedId();
        Damaged(Topics.OrderDelivered, id, Encode(orders[random.Next(orders.Count)] with { OrderId = id, EventId = id + ":1" }));
    }

    private void DamagedReview()
    {
        var id = DamagedId();
        Damaged(Topics.ReviewSubmitted, id, Encode(answers[random.Next(answers.Count)] with { OrderId = id, EventId = id + ":2" }));
    }

    /// <summary>Of so many orders: once one is dead-lettered, what follows it is parked.</summary>
    private string DamagedId() => string.Create(CultureInfo.InvariantCulture, $"damaged-{random.Next(DamagedOrders):00000}");

    private void Damaged(Topic topic, string id, byte[] value)
    {
        var message = new Message<byte[], byte[]>
        {
            Key = OddKey(Encoding.UTF8.GetBytes(id)),
            Value = OddValue(value),
            Headers = OddHeaders(),
        };
        if (random.Next(10) == 0)
            message.Timestamp = new Timestamp(OddTimestamps[random.Next(OddTimestamps.Length)], TimestampType.CreateTime);
        Produce(topic, message);
        report.Add(1, 0);
    }

    /// <summary>Damaged records on topics that only this system writes; the reader of the outputs knows them by their header.</summary>
    private void Senseless()
    {
        var (topic, value) = others[random.Next(others.Length)];
        var key = random.Next(2) == 0 ? Encoding.UTF8.GetBytes("customer-satisfaction") : OddKey([1]);
        Produce(
            topic,
            new Message<byte[], byte[]>
            {
                Key = key,
                Value = OddValue(value),
                Headers = new Headers { { SentRecords.OwnHeader, [1] } },
            }
        );
        report.Add(1, 0);
    }

    private byte[] OddKey(byte[] key) =>
        random.Next(20) switch
        {
            0 => null!,
            1 => [],
            2 => [0xFF, 0x00, 0xFE],
            3 => new byte[5_000],
            _ => key,
        };

    private byte[] OddValue(byte[] value) =>
        random.Next(100) switch
        {
            0 => null!,
            1 => [],
            2 => Encoding.UTF8.GetBytes("{\"order_id\":\"json\"}"),
            _ => mutator.Mutate(value, value, LongestRecord),
        };

    private Headers? OddHeaders()
    {
        if (random.Next(20) > 0)
            return null;
        var headers = new Headers();
        for (var i = random.Next(30); i >= 0; i--)
            headers.Add(random.Next(3) == 0 ? "__value_schema_id" : "x-" + random.Next(5), mutator.Mutate([1, 2, 3, 4], [5], 100));
        return headers;
    }

    private void Produce(Topic topic, Message<byte[], byte[]> message)
    {
        var isDelivery = topic == Topics.OrderDelivered;
        try
        {
            producer.Produce(
                topic.Name,
                message,
                acknowledged =>
                {
                    if (acknowledged.Error.IsError)
                        Interlocked.Increment(ref refusedByBroker);
                    else if (isDelivery)
                        sent.Sent(acknowledged.Partition.Value, acknowledged.Offset.Value);
                }
            );
        }
        catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            producer.Flush(FlushTime);
        }
        catch (ProduceException<byte[], byte[]>)
        {
            Interlocked.Increment(ref refusedByBroker);
        }
    }

    private byte[] Encode(OrderDelivered order) =>
        deliveries.Serialize(order, new SerializationContext(MessageComponentType.Value, Topics.OrderDelivered.Name));

    private byte[] Encode(ReviewSubmitted review) =>
        reviews.Serialize(review, new SerializationContext(MessageComponentType.Value, Topics.ReviewSubmitted.Name));
}
