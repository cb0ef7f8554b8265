using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/audit-anchored.avsc</c>.</summary>
internal sealed class AuditAnchoredCodec() : ConfluentCodec<AuditAnchored, Generated.AuditAnchored>("audit-anchored")
{
    private protected override AuditAnchored ToRecord(Generated.AuditAnchored read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            Store = read.store,
            Position = read.position,
            Hash = read.hash,
            Streams = [.. read.streams.Select(item => new AnchoredStream(item.stream, item.stream_version, item.hash))],
            Why = read.why,
        };

    private protected override Generated.AuditAnchored FromRecord(AuditAnchored value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            store = Text("store", value.Store),
            position = value.Position,
            hash = Text("hash", value.Hash),
            streams = [.. List("streams", value.Streams).Select(FromRecord)],
            why = Text("why", value.Why),
        };

    private static Generated.AnchoredStream FromRecord(AnchoredStream value) =>
        new()
        {
            stream = Text("streams.stream", value.Stream),
            stream_version = value.StreamVersion,
            hash = Text("streams.hash", value.Hash),
        };
}
