using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/satisfaction-scored.avsc</c>.</summary>
internal sealed class ConfluentSatisfactionScoredCodec()
    : ConfluentCodec<SatisfactionScored, Generated.SatisfactionScored>("satisfaction-scored")
{
    private protected override SatisfactionScored ToRecord(Generated.SatisfactionScored read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            OrderId = read.order_id,
            OrderEventId = read.order_event_id,
            DeliveredAt = read.delivered_at,
            ScoredAt = read.scored_at,
            Probability = read.probability,
            RawMargin = read.raw_margin,
            Tier = read.tier,
            Label = read.label,
            Action = read.action,
            Reasons = read.reasons.Select(ConfluentReason.ToRecord).ToArray(),
            AnsweredBeforeDelivery = read.answered_before_delivery,
            FeatureVector = read.feature_vector.ToArray(),
            ModelName = read.model_name,
            ModelVersion = read.model_version,
            ModelSha256 = read.model_sha256,
            DecisionNumber = read.decision_number,
            PolicyVersion = read.policy_version,
            FeatureVersion = read.feature_version,
            InputTopic = read.input_topic,
            InputPartition = read.input_partition,
            InputOffset = read.input_offset,
        };

    private protected override Generated.SatisfactionScored FromRecord(SatisfactionScored value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            order_id = Text("order_id", value.OrderId),
            order_event_id = Text("order_event_id", value.OrderEventId),
            delivered_at = value.DeliveredAt,
            scored_at = value.ScoredAt,
            probability = value.Probability,
            raw_margin = value.RawMargin,
            tier = Text("tier", value.Tier),
            label = Text("label", value.Label),
            action = Text("action", value.Action),
            reasons = Rows("reasons", value.Reasons, ConfluentReason.FromRecord),
            answered_before_delivery = value.AnsweredBeforeDelivery,
            feature_vector = Rows("feature_vector", value.FeatureVector),
            model_name = Text("model_name", value.ModelName),
            model_version = Text("model_version", value.ModelVersion),
            model_sha256 = Text("model_sha256", value.ModelSha256),
            decision_number = value.DecisionNumber,
            policy_version = Text("policy_version", value.PolicyVersion),
            feature_version = Text("feature_version", value.FeatureVersion),
            input_topic = Text("input_topic", value.InputTopic),
            input_partition = value.InputPartition,
            input_offset = value.InputOffset,
        };
}
