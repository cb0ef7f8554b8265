using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/audit-anchored.avsc</c>; an initializer runs in the order in which it is written.</summary>
internal sealed class AuditAnchoredCodec() : AvroCodec<AuditAnchored>("audit-anchored")
{
    private const int FewestStreamBytes = 3;

    private protected override AuditAnchored Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.Instant("recorded_at"),
            Store = reader.String("store"),
            Position = reader.Long("position"),
            Hash = reader.String("hash"),
            Streams = reader.Array("streams", FewestStreamBytes, ReadStream),
            Why = reader.String("why"),
        };

    private protected override void Write(AuditAnchored value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.Instant(value.RecordedAt);
        writer.String("store", value.Store);
        writer.Long(value.Position);
        writer.String("hash", value.Hash);
        writer.Array("streams", value.Streams, WriteStream);
        writer.String("why", value.Why);
    }

    private static AnchoredStream ReadStream(ref AvroReader reader) =>
        new(reader.String("streams.stream"), reader.Long("streams.stream_version"), reader.String("streams.hash"));

    private static void WriteStream(AvroWriter writer, AnchoredStream value)
    {
        writer.String("streams.stream", value.Stream);
        writer.Long(value.StreamVersion);
        writer.String("streams.hash", value.Hash);
    }
}
