using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer.Deliveries;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Deliveries;

/// <summary>
/// The night in which a market's clocks go back, minute by minute, through codec, contract, decoder and histories. Local times have no
/// zone, so an hour of them comes twice; real
/// time, which stamps the records, goes on.
/// </summary>
public sealed class ClockChangeNightTests
{
    private const int Partitions = 3;

    private readonly InMemorySchemaRegistry registry = new();
    private readonly ServingModel model = TestModel.Load();

    [Theory]
    [InlineData("America/Sao_Paulo", "2018-02-18 02:00:00")] // 24:00 becomes 23:00
    [InlineData("Europe/Berlin", "2018-10-28 01:00:00")] // 03:00 becomes 02:00
    [InlineData("America/St_Johns", "2010-11-07 02:31:00")] // 00:01 becomes 23:01 of the day before
    [InlineData("America/Havana", "2018-11-04 05:00:00")] // 01:00 becomes 00:00
    [InlineData("Australia/Lord_Howe", "2018-03-31 15:00:00")] // 02:00 becomes 01:30
    public void nothing_is_refused_or_late_and_every_score_is_that_of_the_same_events_in_order(string zone, string changeUtc)
    {
        var records = Night(TimeZoneInfo.FindSystemTimeZoneById(zone), LocalTime.Parse(changeUtc).ToDateTime());
        var decoder = new InputDecoder(registry);
        var events = records.ConvertAll(record => Decode(decoder, record)); // throws where the contract refuses one
        Assert.Contains(
            events.Zip(events.Skip(1)),
            pair =>
                pair.Second.Event.RecordedAt.Milliseconds < pair.First.Event.RecordedAt.Milliseconds - 20 * LocalTime.MillisecondsPerMinute
        );
        Assert.Contains(
            events,
            logged =>
                logged.Event.Delivery is { } order
                && order.DeliveredAt.Milliseconds > order.RecordedAt.Milliseconds + 20 * LocalTime.MillisecondsPerMinute
        );

        var (asTheyCame, late) = Scores(events);
        var (inOrder, _) = Scores([.. events.OrderBy(logged => logged.Event.RecordedAt.Milliseconds).Select(InOneLog())]);
        Assert.Equal(0, late);
        Assert.Equal(events.Count(logged => logged.Event.Delivery is not null), asTheyCame.Count);
        Assert.Equal(inOrder.Count, asTheyCame.Count);
        foreach (var (order, vector) in inOrder)
            Assert.Equal(vector, asTheyCame[order]);
        Assert.True(inOrder.Values.Select(vector => vector[FeatureSchema.IndexOf("seller_reviews")]).Distinct().Count() > 2);
    }

    /// <summary>From the evening before to the second morning after: deliveries that are recorded three minutes after they happened, and
    /// reviews of orders of two days ago.</summary>
    private List<ConsumeResult<byte[], byte[]>> Night(TimeZoneInfo zone, DateTime changeUtc)
    {
        var records = new List<ConsumeResult<byte[], byte[]>>();
        var offsets = new Dictionary<(string, int), long>();
        var number = 0;
        for (var at = changeUtc.AddHours(-50); at < changeUtc.AddHours(36); at = at.AddMinutes(number % 7 + 1))
        {
            number++;
            var (happened, recorded) = (Local(at.AddMinutes(-3)), Local(at));
            if (number % 3 != 0)
                Add(
                    TestOrders.Delivery($"o{number}") with
                    {
                        DeliveredAt = happened,
                        RecordedAt = recorded,
                        PurchasedAt = happened.AddMilliseconds(-20 * LocalTime.MillisecondsPerDay),
                    },
                    null
                );
            else
                Add(null, TestOrders.Review($"r{number}", number % 5 + 1, 0) with { AnsweredAt = happened, RecordedAt = recorded });

            void Add(OrderDelivered? order, ReviewSubmitted? review)
            {
                var topic = order is null ? Topics.ReviewSubmitted : Topics.OrderDelivered;
                var partition = number % Partitions;
                var context = new SerializationContext(MessageComponentType.Value, topic.Name);
                var offset = offsets[(topic.Name, partition)] = offsets.GetValueOrDefault((topic.Name, partition)) + 1;
                records.Add(
                    new ConsumeResult<byte[], byte[]>
                    {
                        TopicPartitionOffset = new TopicPartitionOffset(topic.Name, partition, offset),
                        Message = new Message<byte[], byte[]>
                        {
                            Key = Encoding.UTF8.GetBytes(order?.OrderId ?? review!.OrderId),
                            Value = order is null
                                ? new AvroSerializer<ReviewSubmitted>(registry).Serialize(review!, context)
                                : new AvroSerializer<OrderDelivered>(registry).Serialize(order, context),
                            Timestamp = new Timestamp(new DateTimeOffset(at, TimeSpan.Zero)),
                        },
                    }
                );
            }
        }

        return records;

        LocalTime Local(DateTime utc) => LocalTime.From(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone));
    }

    private static (MarketEvent Event, LogPosition Position) Decode(InputDecoder decoder, ConsumeResult<byte[], byte[]> record) =>
        record.Topic == Topics.OrderDelivered.Name
            ? (new MarketEvent(decoder.Delivery(record)), new LogPosition(InputLog.Deliveries, record.Partition.Value, record.Offset.Value))
            : (new MarketEvent(decoder.Review(record)), new LogPosition(InputLog.Reviews, record.Partition.Value, record.Offset.Value));

    /// <summary>Other partitions and offsets, those of the new order.</summary>
    private static Func<(MarketEvent Event, LogPosition Position), (MarketEvent Event, LogPosition Position)> InOneLog()
    {
        long next = 0;
        return logged => (logged.Event, new LogPosition(logged.Position.Log, 0, next++));
    }

    private (Dictionary<string, float[]> Vectors, long Late) Scores(List<(MarketEvent Event, LogPosition Position)> events)
    {
        var scorer = new OfflineScorer(model);
        var vectors = new Dictionary<string, float[]>();
        var table = new HistoryTable();
        foreach (var (occurred, position) in events)
        {
            scorer.Observe(occurred, position);
            if (occurred.Delivery is not { } order)
            {
                table.Observe(occurred.Review!, position);
                continue;
            }

            table.Observe(order, position);
            FeatureBuilder.Build(order, table, new FeatureRow()); // closes days as the scorer does
            vectors.Add(order.OrderId, scorer.Score(order, position)!.Vector);
        }

        return (vectors, table.Counters.Late);
    }
}
