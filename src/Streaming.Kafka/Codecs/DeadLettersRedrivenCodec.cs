using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/dead-letters-redriven.avsc</c>; an initializer runs in the order in which it is
/// written.</summary>
internal sealed class DeadLettersRedrivenCodec() : AvroCodec<DeadLettersRedriven>("dead-letters-redriven")
{
    private protected override DeadLettersRedriven Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.Instant("recorded_at"),
            DeadLetterPartition = reader.Int("dead_letter_partition"),
            ReleasedThrough = reader.Long("released_through"),
            Attempts = reader.Int("attempts"),
            Scored = reader.Long("scored"),
            Discarded = reader.Long("discarded"),
            RedrivenBy = reader.String("redriven_by"),
            Why = reader.String("why"),
        };

    private protected override void Write(DeadLettersRedriven value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.Instant(value.RecordedAt);
        writer.Int(value.DeadLetterPartition);
        writer.Long(value.ReleasedThrough);
        writer.Int(value.Attempts);
        writer.Long(value.Scored);
        writer.Long(value.Discarded);
        writer.String("redriven_by", value.RedrivenBy);
        writer.String("why", value.Why);
    }
}
