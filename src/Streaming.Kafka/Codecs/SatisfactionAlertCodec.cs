using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/satisfaction-alert.avsc</c>; an initializer runs in the order in which it is
/// written.</summary>
internal sealed class SatisfactionAlertCodec() : AvroCodec<SatisfactionAlert>("satisfaction-alert")
{
    private protected override SatisfactionAlert Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.LocalTime("recorded_at"),
            OrderId = reader.String("order_id"),
            OrderEventId = reader.String("order_event_id"),
            CustomerId = reader.String("customer_id"),
            CustomerUniqueId = reader.OptionalString("customer_unique_id"),
            CustomerState = reader.OptionalString("customer_state"),
            DeliveredAt = reader.LocalTime("delivered_at"),
            RaisedAt = reader.Instant("raised_at"),
            Tier = reader.String("tier"),
            Action = reader.String("action"),
            Probability = reader.Double("probability"),
            Reasons = reader.Array("reasons", ReasonCodec.FewestBytes, ReasonCodec.Read),
            AnsweredBeforeDelivery = reader.Boolean("answered_before_delivery"),
            DeliveryDelayDays = reader.OptionalDouble("delivery_delay_days"),
            OrderItemsCount = reader.Int("order_items_count"),
            TotalPrice = reader.Double("total_price"),
            SellerIds = reader.Array("seller_ids", 1, static (ref AvroReader element) => element.String("seller_ids")),
            ProductCategoryNames = reader.Array(
                "product_category_names",
                1,
                static (ref AvroReader element) => element.String("product_category_names")
            ),
            ModelSha256 = reader.String("model_sha256"),
            DecisionNumber = reader.Long("decision_number"),
            PolicyVersion = reader.String("policy_version"),
            InputTopic = reader.String("input_topic"),
            InputPartition = reader.Int("input_partition"),
            InputOffset = reader.Long("input_offset"),
        };

    private protected override void Write(SatisfactionAlert value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.LocalTime(value.RecordedAt);
        writer.String("order_id", value.OrderId);
        writer.String("order_event_id", value.OrderEventId);
        writer.String("customer_id", value.CustomerId);
        writer.OptionalString("customer_unique_id", value.CustomerUniqueId);
        writer.OptionalString("customer_state", value.CustomerState);
        writer.LocalTime(value.DeliveredAt);
        writer.Instant(value.RaisedAt);
        writer.String("tier", value.Tier);
        writer.String("action", value.Action);
        writer.Double(value.Probability);
        writer.Array("reasons", value.Reasons, ReasonCodec.Write);
        writer.Boolean(value.AnsweredBeforeDelivery);
        writer.OptionalDouble(value.DeliveryDelayDays);
        writer.Int(value.OrderItemsCount);
        writer.Double(value.TotalPrice);
        writer.Array("seller_ids", value.SellerIds, static (element, item) => element.String("seller_ids", item));
        writer.Array(
            "product_category_names",
            value.ProductCategoryNames,
            static (element, item) => element.String("product_category_names", item)
        );
        writer.String("model_sha256", value.ModelSha256);
        writer.Long(value.DecisionNumber);
        writer.String("policy_version", value.PolicyVersion);
        writer.String("input_topic", value.InputTopic);
        writer.Int(value.InputPartition);
        writer.Long(value.InputOffset);
    }
}
