using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models.Policy;
using Streaming.Scorer.Loop;

namespace Streaming.Scorer.Deliveries;

/// <summary>Bytes to checked events. The scoring loop and the histories share it, so that what one dead-letters the other never
/// counts.</summary>
public sealed class InputDecoder(ISchemaRegistry registry)
{
    /// <summary>Longer keys are compared through a copy on the heap.</summary>
    private const int UsualKeyBytes = 128;

    private readonly AvroDeserializer<OrderDelivered> deliveries = new(registry);
    private readonly AvroDeserializer<ReviewSubmitted> reviews = new(registry);

    /// <summary>Where a test lets a record fail; see <see cref="ScoringSeams"/>.</summary>
    public Action<ConsumeResult<byte[], byte[]>> BeforeDecoding { get; init; } = _ => { };

    /// <summary>The delivery of a record of <c>order-delivered</c>.</summary>
    /// <exception cref="ContractException">The record can never be used.</exception>
    /// <exception cref="RegistryUnavailableException">The registry did not answer; the record is not at fault.</exception>
    public OrderDelivered Delivery(ConsumeResult<byte[], byte[]> record)
    {
        BeforeDecoding(record);
        var value = record.Message.Value;
        var order = deliveries.Deserialize(
            value,
            value is null,
            new SerializationContext(MessageComponentType.Value, record.Topic, record.Message.Headers)
        );
        OrderContract.Check(order);
        RecordClock.Check(Topics.OrderDelivered.Name, order.RecordedAt, StampOf(record.Message.Timestamp));
        CheckKey(record.Message.Key, order.OrderId);
        return order;
    }

    /// <inheritdoc cref="Delivery"/>
    public ReviewSubmitted Review(ConsumeResult<byte[], byte[]> record)
    {
        BeforeDecoding(record);
        var value = record.Message.Value;
        var review = reviews.Deserialize(
            value,
            value is null,
            new SerializationContext(MessageComponentType.Value, record.Topic, record.Message.Headers)
        );
        ReviewContract.Check(review);
        RecordClock.Check(Topics.ReviewSubmitted.Name, review.RecordedAt, StampOf(record.Message.Timestamp));
        CheckKey(record.Message.Key, review.OrderId);
        return review;
    }

    private static long? StampOf(Timestamp timestamp) => timestamp.Type == TimestampType.NotAvailable ? null : timestamp.UnixTimestampMs;

    /// <summary>Order of events per order rests on the key: one that names another order would land on another partition.</summary>
    private static void CheckKey(byte[]? key, string orderId)
    {
        Span<byte> usual = stackalloc byte[UsualKeyBytes];
        var expected = Encoding.UTF8.TryGetBytes(orderId, usual, out var length) ? usual[..length] : Encoding.UTF8.GetBytes(orderId);
        if (key is null || !key.AsSpan().SequenceEqual(expected))
        {
            var shown = key is null ? "no key" : $"key '{Encoding.UTF8.GetString(key.AsSpan(0, Math.Min(key.Length, 100)))}'";
            throw new ContractException(
                ReasonCodes.ContractViolation,
                $"order_id '{orderId}': the record has {shown}; the key must be the order id"
            );
        }
    }
}
