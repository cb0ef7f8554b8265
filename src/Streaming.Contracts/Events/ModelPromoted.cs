namespace Streaming.Contracts.Events;

/// <summary>
/// Which model serves from now on. Topic <c>model-promotions</c> (compacted), key <see cref="EventId"/>; records of earlier versions have
/// <see cref="ModelName"/> as their key.
/// </summary>
public sealed record ModelPromoted
{
    public required string EventId { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>Wall time of the decision (a promotion has no stream time of its own).</summary>
    public required DateTime RecordedAt { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>SHA-256 of the artifact, 64 lower-case hexadecimal digits; the artifact is found by it.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Gap-free number of the decision in the model's stream; a scorer ignores a number at or below the one it serves.</summary>
    public required long DecisionNumber { get; init; }

    /// <summary>promoted or rolled_back.</summary>
    public required string Kind { get; init; }

    /// <summary>Who decided: a user or service name of the operating team.</summary>
    public required string DecidedBy { get; init; }

    public required string Why { get; init; }
}
