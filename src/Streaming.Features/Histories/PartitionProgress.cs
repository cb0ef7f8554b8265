using Streaming.Contracts;

namespace Streaming.Features.Histories;

/// <summary>When an event counts as recorded.</summary>
/// <param name="CountsAt">Decides its day: its own time, or the highest that its partition had shown when it runs back too far.</param>
/// <param name="KnownAt">
/// From when on it is known: whoever has seen the partition's highest time before it came cannot have read it, however little it runs back
/// beyond the disorder that is waited for.
/// </param>
/// <param name="IsLate">It runs back too far and counts at a later time than its own.</param>
internal readonly record struct RecordedTime(LocalTime CountsAt, LocalTime KnownAt, bool IsLate);

/// <summary>How far one partition of one input log has been observed.</summary>
internal sealed class PartitionProgress
{
    /// <summary>Offsets below it have been seen.</summary>
    public long NextOffset { get; set; }

    /// <summary>The highest recorded_at that the partition has shown.</summary>
    public LocalTime Highest { get; set; } = new(long.MinValue);

    /// <summary>Moves on, and gives the time at which the event counts as recorded, and whether that moves it to another day than its
    /// own.</summary>
    public RecordedTime Advance(long offset, LocalTime recordedAt)
    {
        NextOffset = offset + 1;
        if (recordedAt >= Highest)
        {
            Highest = recordedAt;
            return new RecordedTime(recordedAt, recordedAt, IsLate: false);
        }

        var back = Highest.Milliseconds - recordedAt.Milliseconds;
        if (back <= FeatureTime.DisorderMilliseconds)
            return new RecordedTime(recordedAt, recordedAt, IsLate: false);
        var keepsDay =
            back <= FeatureTime.ClockChangeMilliseconds
            && FeatureTime.DayOf(recordedAt.Milliseconds) >= FeatureTime.FirstUnreadDay(Highest);
        return keepsDay ? new RecordedTime(recordedAt, Highest, IsLate: false) : new RecordedTime(Highest, Highest, IsLate: true);
    }

    public bool HasPassed(LocalTime moment) =>
        Highest.Milliseconds != long.MinValue && Highest.Milliseconds - FeatureTime.DisorderMilliseconds >= moment.Milliseconds;
}
