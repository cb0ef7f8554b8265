using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/audit-anchored.avsc</c>.</summary>
internal sealed class ConfluentAuditAnchoredCodec() : ConfluentCodec<AuditAnchored, Generated.AuditAnchored>("audit-anchored")
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
            Streams = read.streams.Select(ToStream).ToArray(),
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
            streams = Rows("streams", value.Streams, FromStream),
            why = Text("why", value.Why),
        };

    private static AnchoredStream ToStream(Generated.AnchoredStream read) => new(read.stream, read.stream_version, read.hash);

    private static Generated.AnchoredStream FromStream(AnchoredStream value) =>
        new()
        {
            stream = Text("streams.stream", value.Stream),
            stream_version = value.StreamVersion,
            hash = Text("streams.hash", value.Hash),
        };
}
