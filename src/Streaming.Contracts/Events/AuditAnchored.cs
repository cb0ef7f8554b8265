namespace Streaming.Contracts.Events;

/// <summary>
/// Where the hash chain of an audit store stood at an instant. Topic <c>audit-anchors</c>, keyed by <see cref="EventId"/>: compaction keeps
/// every position.
/// </summary>
public sealed record AuditAnchored
{
    /// <summary>Store and position, <c>STORE/POSITION</c>.</summary>
    public required string EventId { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>Wall time of the anchor, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>A UUID drawn when the store was created.</summary>
    public required string Store { get; init; }

    /// <summary>How many events the chain had.</summary>
    public required long Position { get; init; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The streams that have grown since the anchor before.</summary>
    public required IReadOnlyList<AnchoredStream> Streams { get; init; }

    /// <summary><c>daily</c>, <c>promotion</c>, <c>export</c> or <c>request</c>.</summary>
    public required string Why { get; init; }
}

/// <summary>How far a stream had come.</summary>
/// <param name="StreamVersion">Number of its last event.</param>
/// <param name="Hash">Hash of the chain at that event.</param>
public sealed record AnchoredStream(string Stream, long StreamVersion, string Hash);
