namespace Streaming.Marketplace.Replay;

/// <summary>How fast a history is published. Without a limit: as fast as the broker acknowledges. With both, the slower one
/// holds.</summary>
public sealed record PublishOptions
{
    /// <summary>At most so many events per second of wall time, evenly spaced; above 0. Null: no such limit.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>Seconds of stream time per second of wall time, at most: 86,400 shows a day per second; above 0. Null: no such
    /// limit.</summary>
    public double? TimeCompression { get; init; }

    /// <summary>Wall time: the records' timestamps and the pace.</summary>
    public required TimeProvider TimeProvider { get; init; }

    internal void Validate()
    {
        Positive(EventsPerSecond, nameof(EventsPerSecond));
        Positive(TimeCompression, nameof(TimeCompression));
    }

    private static void Positive(double? value, string name)
    {
        if (value is { } number && !(number > 0 && double.IsFinite(number)))
            throw new ArgumentOutOfRangeException(name, number, $"{name} must be above 0, or absent for no limit");
    }
}
