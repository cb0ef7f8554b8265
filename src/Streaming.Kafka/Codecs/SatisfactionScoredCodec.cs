using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/satisfaction-scored.avsc</c>; an initializer runs in the order in which it is
/// written.</summary>
internal sealed class SatisfactionScoredCodec() : AvroCodec<SatisfactionScored>("satisfaction-scored")
{
    private protected override SatisfactionScored Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.LocalTime("recorded_at"),
            OrderId = reader.String("order_id"),
            OrderEventId = reader.String("order_event_id"),
            DeliveredAt = reader.LocalTime("delivered_at"),
            ScoredAt = reader.Instant("scored_at"),
            Probability = reader.Double("probability"),
            RawMargin = reader.Double("raw_margin"),
            Tier = reader.String("tier"),
            Label = reader.String("label"),
            Action = reader.String("action"),
            Reasons = reader.Array("reasons", ReasonCodec.FewestBytes, ReasonCodec.Read),
            AnsweredBeforeDelivery = reader.Boolean("answered_before_delivery"),
            FeatureVector = reader.Array("feature_vector", 4, static (ref AvroReader element) => element.Float("feature_vector")),
            ModelName = reader.String("model_name"),
            ModelVersion = reader.String("model_version"),
            ModelSha256 = reader.String("model_sha256"),
            DecisionNumber = reader.Long("decision_number"),
            PolicyVersion = reader.String("policy_version"),
            FeatureVersion = reader.String("feature_version"),
            InputTopic = reader.String("input_topic"),
            InputPartition = reader.Int("input_partition"),
            InputOffset = reader.Long("input_offset"),
        };

    private protected override void Write(SatisfactionScored value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.LocalTime(value.RecordedAt);
        writer.String("order_id", value.OrderId);
        writer.String("order_event_id", value.OrderEventId);
        writer.LocalTime(value.DeliveredAt);
        writer.Instant(value.ScoredAt);
        writer.Double(value.Probability);
        writer.Double(value.RawMargin);
        writer.String("tier", value.Tier);
        writer.String("label", value.Label);
        writer.String("action", value.Action);
        writer.Array("reasons", value.Reasons, ReasonCodec.Write);
        writer.Boolean(value.AnsweredBeforeDelivery);
        writer.Floats("feature_vector", value.FeatureVector);
        writer.String("model_name", value.ModelName);
        writer.String("model_version", value.ModelVersion);
        writer.String("model_sha256", value.ModelSha256);
        writer.Long(value.DecisionNumber);
        writer.String("policy_version", value.PolicyVersion);
        writer.String("feature_version", value.FeatureVersion);
        writer.String("input_topic", value.InputTopic);
        writer.Int(value.InputPartition);
        writer.Long(value.InputOffset);
    }
}
