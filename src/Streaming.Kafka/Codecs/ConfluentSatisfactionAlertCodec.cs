using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/satisfaction-alert.avsc</c>.</summary>
internal sealed class ConfluentSatisfactionAlertCodec()
    : ConfluentCodec<SatisfactionAlert, Generated.SatisfactionAlert>("satisfaction-alert")
{
    private protected override SatisfactionAlert ToRecord(Generated.SatisfactionAlert read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            OrderId = read.order_id,
            OrderEventId = read.order_event_id,
            CustomerId = read.customer_id,
            CustomerUniqueId = read.customer_unique_id,
            CustomerState = read.customer_state,
            DeliveredAt = read.delivered_at,
            RaisedAt = read.raised_at,
            Tier = read.tier,
            Action = read.action,
            Probability = read.probability,
            Reasons = read.reasons.Select(ConfluentReason.ToRecord).ToArray(),
            AnsweredBeforeDelivery = read.answered_before_delivery,
            DeliveryDelayDays = read.delivery_delay_days,
            OrderItemsCount = read.order_items_count,
            TotalPrice = read.total_price,
            SellerIds = read.seller_ids.ToArray(),
            ProductCategoryNames = read.product_category_names.ToArray(),
            ModelSha256 = read.model_sha256,
            DecisionNumber = read.decision_number,
            PolicyVersion = read.policy_version,
            InputTopic = read.input_topic,
            InputPartition = read.input_partition,
            InputOffset = read.input_offset,
        };

    private protected override Generated.SatisfactionAlert FromRecord(SatisfactionAlert value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            order_id = Text("order_id", value.OrderId),
            order_event_id = Text("order_event_id", value.OrderEventId),
            customer_id = Text("customer_id", value.CustomerId),
            customer_unique_id = OptionalText("customer_unique_id", value.CustomerUniqueId),
            customer_state = OptionalText("customer_state", value.CustomerState),
            delivered_at = value.DeliveredAt,
            raised_at = value.RaisedAt,
            tier = Text("tier", value.Tier),
            action = Text("action", value.Action),
            probability = value.Probability,
            reasons = Rows("reasons", value.Reasons, ConfluentReason.FromRecord),
            answered_before_delivery = value.AnsweredBeforeDelivery,
            delivery_delay_days = value.DeliveryDelayDays,
            order_items_count = value.OrderItemsCount,
            total_price = value.TotalPrice,
            seller_ids = Texts("seller_ids", value.SellerIds),
            product_category_names = Texts("product_category_names", value.ProductCategoryNames),
            model_sha256 = Text("model_sha256", value.ModelSha256),
            decision_number = value.DecisionNumber,
            policy_version = Text("policy_version", value.PolicyVersion),
            input_topic = Text("input_topic", value.InputTopic),
            input_partition = value.InputPartition,
            input_offset = value.InputOffset,
        };
}
