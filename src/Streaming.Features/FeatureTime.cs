using Streaming.Contracts;

namespace Streaming.Features;

/// <summary>The clock of the features: days are rounded down local milliseconds, differences are real-valued.</summary>
public static class FeatureTime
{
    /// <summary>What happened less than this before a delivery is not read by it.</summary>
    public const long QuietMilliseconds = 5 * LocalTime.MillisecondsPerMinute;

    /// <summary>How far <c>recorded_at</c> may run back within a partition.</summary>
    public const long DisorderMilliseconds = 4 * LocalTime.MillisecondsPerMinute;

    /// <summary>C: a delivery at this time reads the days before it. At exactly 00:05:00.000 yesterday is closed.</summary>
    public static int ReadingDay(LocalTime deliveredAt) => DayOf(deliveredAt.Milliseconds - QuietMilliseconds);

    /// <summary>
    /// The one moment that every partition must have passed (or be at its end) before a delivery at this time may be scored: one millisecond after
    /// <c>t − 5 min</c>, because a review at exactly <c>t − 5 min</c> is already in. The end of day C−1 is never later than that.
    /// </summary>
    public static LocalTime MustHavePassed(LocalTime deliveredAt) => deliveredAt.AddMilliseconds(1 - QuietMilliseconds);

    internal static int DayOf(long milliseconds)
    {
        var (day, rest) = Math.DivRem(milliseconds, LocalTime.MillisecondsPerDay);
        return checked((int)(rest < 0 ? day - 1 : day));
    }

    internal static double DaysBetween(LocalTime from, LocalTime to) => Seconds(from, to) / 86_400.0;

    internal static double HoursBetween(LocalTime from, LocalTime to) => Seconds(from, to) / 3_600.0;

    /// <summary>0 to 23.</summary>
    internal static int HourOf(LocalTime time) =>
        (int)((time.Milliseconds - (long)DayOf(time.Milliseconds) * LocalTime.MillisecondsPerDay) / LocalTime.MillisecondsPerHour);

    /// <summary>Monday 0 … Sunday 6; day 0 of 1970 was a Thursday.</summary>
    internal static int DayOfWeek(LocalTime time)
    {
        var sinceMonday = (DayOf(time.Milliseconds) + 3) % 7;
        return sinceMonday < 0 ? sinceMonday + 7 : sinceMonday;
    }

    private static double Seconds(LocalTime from, LocalTime to) => (to.Milliseconds - from.Milliseconds) / 1_000.0;
}
