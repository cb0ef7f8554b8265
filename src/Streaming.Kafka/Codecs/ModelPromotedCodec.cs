using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/model-promoted.avsc</c>; an initializer runs in the order in which it is written.</summary>
internal sealed class ModelPromotedCodec() : AvroCodec<ModelPromoted>("model-promoted")
{
    private protected override ModelPromoted Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.Instant("recorded_at"),
            ModelName = reader.String("model_name"),
            ModelVersion = reader.String("model_version"),
            ModelSha256 = reader.String("model_sha256"),
            DecisionNumber = reader.Long("decision_number"),
            Kind = reader.String("kind"),
            DecidedBy = reader.String("decided_by"),
            Why = reader.String("why"),
        };

    private protected override void Write(ModelPromoted value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.Instant(value.RecordedAt);
        writer.String("model_name", value.ModelName);
        writer.String("model_version", value.ModelVersion);
        writer.String("model_sha256", value.ModelSha256);
        writer.Long(value.DecisionNumber);
        writer.String("kind", value.Kind);
        writer.String("decided_by", value.DecidedBy);
        writer.String("why", value.Why);
    }
}
