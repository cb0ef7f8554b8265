using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/dead-letters-redriven.avsc</c>.</summary>
internal sealed class DeadLettersRedrivenCodec()
    : ConfluentCodec<DeadLettersRedriven, Generated.DeadLettersRedriven>("dead-letters-redriven")
{
    private protected override DeadLettersRedriven ToRecord(Generated.DeadLettersRedriven read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            DeadLetterPartition = read.dead_letter_partition,
            ReleasedThrough = read.released_through,
            Attempts = read.attempts,
            Scored = read.scored,
            Discarded = read.discarded,
            RedrivenBy = read.redriven_by,
            Why = read.why,
        };

    private protected override Generated.DeadLettersRedriven FromRecord(DeadLettersRedriven value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            dead_letter_partition = value.DeadLetterPartition,
            released_through = value.ReleasedThrough,
            attempts = value.Attempts,
            scored = value.Scored,
            discarded = value.Discarded,
            redriven_by = Text("redriven_by", value.RedrivenBy),
            why = Text("why", value.Why),
        };
}
