using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/model-promoted.avsc</c>.</summary>
internal sealed class ModelPromotedCodec() : ConfluentCodec<ModelPromoted, Generated.ModelPromoted>("model-promoted")
{
    private protected override ModelPromoted ToRecord(Generated.ModelPromoted read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            ModelName = read.model_name,
            ModelVersion = read.model_version,
            ModelSha256 = read.model_sha256,
            DecisionNumber = read.decision_number,
            Kind = read.kind,
            DecidedBy = read.decided_by,
            Why = read.why,
        };

    private protected override Generated.ModelPromoted FromRecord(ModelPromoted value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            model_name = Text("model_name", value.ModelName),
            model_version = Text("model_version", value.ModelVersion),
            model_sha256 = Text("model_sha256", value.ModelSha256),
            decision_number = value.DecisionNumber,
            kind = Text("kind", value.Kind),
            decided_by = Text("decided_by", value.DecidedBy),
            why = Text("why", value.Why),
        };
}
