using Streaming.Contracts;

namespace Streaming.Features.Histories;

/// <summary>How far one partition of one input log has been observed.</summary>
internal sealed class PartitionProgress
{
    /// <summary>Offsets below it have been seen.</summary>
    public long NextOffset { get; set; }

    /// <summary>The highest recorded_at that the partition has shown.</summary>
    public LocalTime Highest { get; set; } = new(long.MinValue);

    /// <summary>Moves on, and gives the time at which the event counts as recorded: its own, or the highest shown when it runs back too far.</summary>
    public LocalTime Advance(long offset, LocalTime recordedAt, out bool isLate)
    {
        NextOffset = offset + 1;
        isLate = recordedAt < Highest && recordedAt.Milliseconds < Highest.Milliseconds - FeatureTime.DisorderMilliseconds;
        if (isLate) return Highest;
        Highest = LocalTime.Later(Highest, recordedAt);
        return recordedAt;
    }

    public bool HasPassed(LocalTime moment) => Highest.Milliseconds != long.MinValue && Highest.Milliseconds - FeatureTime.DisorderMilliseconds >= moment.Milliseconds;
}
