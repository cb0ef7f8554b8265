namespace Streaming.Contracts.Events;

/// <summary>
/// How far the dead letters of one key are released. Topic <c>order-delivered-redrives</c> (compacted), key and partition those of the dead
/// letters:
/// a key is parked while its partition of the dead-letter topic holds a record of it after <see cref="ReleasedThrough"/>.
/// </summary>
public sealed record DeadLettersRedriven
{
    public required string EventId { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>Wall time of the redrive.</summary>
    public required DateTime RecordedAt { get; init; }

    public required int DeadLetterPartition { get; init; }

    /// <summary>Offset in the dead-letter partition; -1 when nothing is released. Never falls.</summary>
    public required long ReleasedThrough { get; init; }

    /// <summary>Redrives that failed since the last release.</summary>
    public required int Attempts { get; init; }

    /// <summary>Orders scored by the last release.</summary>
    public required long Scored { get; init; }

    /// <summary>Invalid records that the last release gave up.</summary>
    public required long Discarded { get; init; }

    /// <summary>Who redrove: a user or service name of the operating team.</summary>
    public required string RedrivenBy { get; init; }

    public required string Why { get; init; }
}
