using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Deliveries;

/// <summary>The decoder is what the loop, the histories, replays, proofs and redrives share: what it refuses, all of them refuse.</summary>
public sealed class RecordClockTests
{
    private static readonly long Written = new DateTimeOffset(2018, 3, 1, 15, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly InMemorySchemaRegistry registry = new();

    [Theory]
    [InlineData(TimestampType.CreateTime)]
    [InlineData(TimestampType.LogAppendTime)]
    public void an_event_of_the_future_is_refused_and_an_ordinary_one_is_not(TimestampType type)
    {
        var decoder = new InputDecoder(registry);
        Assert.Equal("a", decoder.Delivery(Record(TestOrders.Delivery("a"), Written, type)).OrderId);
        Assert.Equal("a", decoder.Review(Record(TestOrders.Review("a", 5, 1), Written, type)).OrderId);

        var far = LocalTime.Parse("2098-06-01 12:00:00");
        var order = Assert.Throws<ContractException>(() =>
            decoder.Delivery(Record(TestOrders.Delivery("a") with { RecordedAt = far, DeliveredAt = far }, Written, type))
        );
        Assert.Contains(
            "recorded_at is 2098-06-01 12:00:00; it must be at most 26 hours after the record's Kafka timestamp, 2018-03-01 15:00:00 UTC",
            order.Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ContractException>(() =>
            decoder.Review(Record(TestOrders.Review("a", 5, 1) with { RecordedAt = far, AnsweredAt = far }, Written, type))
        );
    }

    [Fact]
    public void a_record_without_a_timestamp_is_refused() =>
        Assert.Throws<ContractException>(() =>
            new InputDecoder(registry).Delivery(Record(TestOrders.Delivery("a"), 0, TimestampType.NotAvailable))
        );

    [Fact]
    public void a_redriven_letter_is_judged_by_the_timestamp_of_its_own_record()
    {
        var far = LocalTime.Parse("2035-01-01 00:00:00");
        var record = Record(TestOrders.Delivery("a") with { RecordedAt = far, DeliveredAt = far }, Written, TimestampType.CreateTime);
        var decoder = new InputDecoder(registry);
        var why = Assert.Throws<ContractException>(() => decoder.Delivery(record));
        var letter = DeadLetter.From(record, why, "group", DateTimeOffset.UnixEpoch);
        letter.Timestamp = new Timestamp(new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero)); // whenever it was written
        var stored = new StoredLetter(
            new ConsumeResult<byte[], byte[]> { TopicPartitionOffset = new TopicPartitionOffset("dlt", 0, 0), Message = letter }
        );
        Assert.Throws<ContractException>(() => decoder.Delivery(stored.ToOriginal()));
    }

    private ConsumeResult<byte[], byte[]> Record(OrderDelivered order, long written, TimestampType type) =>
        Record(
            Topics.OrderDelivered.Name,
            order.OrderId,
            new AvroSerializer<OrderDelivered>(registry).Serialize(order, Context(Topics.OrderDelivered)),
            new Timestamp(written, type)
        );

    private ConsumeResult<byte[], byte[]> Record(ReviewSubmitted review, long written, TimestampType type) =>
        Record(
            Topics.ReviewSubmitted.Name,
            review.OrderId,
            new AvroSerializer<ReviewSubmitted>(registry).Serialize(review, Context(Topics.ReviewSubmitted)),
            new Timestamp(written, type)
        );

    private static ConsumeResult<byte[], byte[]> Record(string topic, string key, byte[] value, Timestamp written) =>
        new()
        {
            TopicPartitionOffset = new TopicPartitionOffset(topic, 0, 7),
            Message = new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(key),
                Value = value,
                Timestamp = written,
            },
        };

    private static SerializationContext Context(Topic topic) => new(MessageComponentType.Value, topic.Name);
}
