using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Cases.Domain;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Tracing;
using Streaming.Kafka.Wire;
using Streaming.Models.Policy;

namespace Streaming.Cases.Intake;

/// <summary>Makes alerts and reviews of records. What cannot be understood is named, and no fault.</summary>
internal sealed class IntakeDecoder(ISchemaRegistry registry)
{
    private const int LongestId = 200;

    private readonly AvroDeserializer<SatisfactionAlert> alerts = new(registry);
    private readonly AvroDeserializer<ReviewSubmitted> reviews = new(registry);

    /// <exception cref="RegistryUnavailableException">The registry could not be asked; the record is not at fault.</exception>
    public IntakeRecord Decode(ConsumeResult<byte[], byte[]> record) =>
        new(record.Topic, record.Partition.Value, record.Offset.Value, FactOf(record));

    private object FactOf(ConsumeResult<byte[], byte[]> record)
    {
        try
        {
            if (record.Topic != Topics.ReviewSubmitted.Name)
                return Alert(Read(alerts, record), record);
            var review = Read(reviews, record);
            ReviewContract.Check(review);
            return Review(review);
        }
        catch (ContractException unreadable)
        {
            return new NotUnderstood($"{unreadable.ReasonCode}: {unreadable.Message}");
        }
        catch (Exception unexpected)
            when (unexpected is not (RegistryUnavailableException or OperationCanceledException or OutOfMemoryException))
        {
            return new NotUnderstood($"{unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private static object Alert(SatisfactionAlert told, ConsumeResult<byte[], byte[]> record)
    {
        if (FaultOf(told) is { } fault)
            return new NotUnderstood($"{ReasonCodes.ContractViolation}: {PlainText.Visible(fault)}");
        var before = OrderTrace.Of(record.Message.Headers);
        var span = before == default ? null : OrderTrace.Begin(OrderTrace.Case, ActivityKind.Consumer, before);
        span?.SetTag("messaging.destination.name", record.Topic);
        span?.SetTag("order.id", told.OrderId);
        var alert = new CaseAlert
        {
            Id = told.EventId,
            Version = told.Version,
            Tier = told.Tier == Tier.Red.Name() ? Tier.Red : Tier.Yellow,
            Probability = told.Probability,
            Reasons = [.. told.Reasons.Select(one => new CaseReason(Text(one.Code), Text(one.Feature), Text(one.Text), one.Contribution))],
            AnsweredBeforeDelivery = told.AnsweredBeforeDelivery,
            RaisedAt = new DateTimeOffset(DateTime.SpecifyKind(told.RaisedAt, DateTimeKind.Utc)),
            DeliveredAt = told.DeliveredAt.ToDateTime(),
            DelayDays = told.DeliveryDelayDays,
            Customer = new CaseCustomer(Text(told.CustomerId), TextOrNull(told.CustomerUniqueId), TextOrNull(told.CustomerState)),
            Basket = new CaseBasket(told.OrderItemsCount, told.TotalPrice, Texts(told.SellerIds), Texts(told.ProductCategoryNames)),
            DecisionNumber = told.DecisionNumber,
            ModelSha256 = Text(told.ModelSha256),
            TraceParent = OrderTrace.TextOf(span, before),
        };
        return new OrderAlert(told.OrderId, alert, DateOnly.FromDateTime(told.RecordedAt.ToDateTime())) { Span = span };
    }

    private static StoredReview Review(ReviewSubmitted told) =>
        new(told.EventId, told.OrderId, told.Version, told.ReviewScore, told.AnsweredAt.ToDateTime(), told.RecordedAt.ToDateTime());

    /// <summary>Bytes may be sound Avro and say nothing that a scorer has ever said.</summary>
    private static string? FaultOf(SatisfactionAlert told) =>
        IsNoId(told.EventId) ? "event_id is no id"
        : IsNoId(told.OrderId) ? "order_id is no id"
        : told.Tier != Tier.Red.Name() && told.Tier != Tier.Yellow.Name() ? "tier is neither RED nor YELLOW"
        : told.Probability is not (>= 0 and <= 1) ? "probability is not from 0 to 1"
        : told.Version < 1 ? "version is not 1 or more"
        : !double.IsFinite(told.TotalPrice) ? "total_price is no number"
        : told.DeliveryDelayDays is { } days && !double.IsFinite(days) ? "delivery_delay_days is no number"
        : told.Reasons.Any(reason => !double.IsFinite(reason.Contribution)) ? "a reason's contribution is no number"
        : IsNoTime(told.RecordedAt) ? "recorded_at is not from 1990 to 2099"
        : IsNoTime(told.DeliveredAt) ? "delivered_at is not from 1990 to 2099"
        : null;

    private static bool IsNoId(string id) => id.Length is 0 or > LongestId || id.Any(char.IsControl);

    private static bool IsNoTime(LocalTime time) =>
        time < LocalTime.From(new DateTime(1990, 1, 1)) || time >= LocalTime.From(new DateTime(2100, 1, 1));

    /// <summary>PostgreSQL keeps no zero bytes.</summary>
    private static string Text(string text) => text.Replace('\0', '?');

    private static string? TextOrNull(string? text) => text is null ? null : Text(text);

    private static string[] Texts(IEnumerable<string> texts) => [.. texts.Select(Text)];

    private static T Read<T>(AvroDeserializer<T> deserializer, ConsumeResult<byte[], byte[]> record)
        where T : class =>
        deserializer.Deserialize(
            record.Message.Value,
            record.Message.Value is null,
            new SerializationContext(MessageComponentType.Value, record.Topic, record.Message.Headers)
        );
}
