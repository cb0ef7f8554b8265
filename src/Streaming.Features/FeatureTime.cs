using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Features;

/// <summary>The clock of the features: days are rounded down local milliseconds, differences are real-valued.</summary>
public static class FeatureTime
{
    /// <summary>What happened less than this before a delivery is not read by it.</summary>
    public const long QuietMilliseconds = 5 * LocalTime.MillisecondsPerMinute;

    /// <summary>How far <c>recorded_at</c> may run back within a partition at any time.</summary>
    public const long DisorderMilliseconds = 4 * LocalTime.MillisecondsPerMinute;

    /// <summary>
    /// How far it may run back in the night in which the market's clocks do: the hour, and the usual disorder. Such an event still counts
    /// on its own day, as long as nobody can
    /// have read that day: see <see cref="FirstUnreadDay"/>.
    /// </summary>
    public const long ClockChangeMilliseconds = LocalTime.MillisecondsPerHour + DisorderMilliseconds;

    /// <summary>
    /// The moment at which a delivery reads: its own time, but at most five minutes after it was recorded. The contract grants an hour
    /// more, because the clocks may have gone back
    /// between the two; what is recorded within that hour is not known when the delivery is scored.
    /// </summary>
    public static LocalTime ReadsAt(OrderDelivered delivery)
    {
        var latest = delivery.RecordedAt.Milliseconds + QuietMilliseconds;
        return delivery.DeliveredAt.Milliseconds <= latest ? delivery.DeliveredAt : new LocalTime(latest);
    }

    /// <summary>C: a delivery at this time reads the days before it. At exactly 00:05:00.000 yesterday is closed.</summary>
    public static int ReadingDay(LocalTime deliveredAt) => DayOf(deliveredAt.Milliseconds - QuietMilliseconds);

    /// <summary>
    /// The one moment that every partition must have passed (or be at its end) before a delivery at this time may be scored: one
    /// millisecond after
    /// <c>t − 5 min</c>, because a review at exactly <c>t − 5 min</c> is already in. The end of day C−1 is never later than that.
    /// </summary>
    public static LocalTime MustHavePassed(LocalTime deliveredAt) => deliveredAt.AddMilliseconds(1 - QuietMilliseconds);

    /// <summary>
    /// Whoever scores a delivery at t because a partition has shown <paramref name="highest"/> has t − 5 min before <paramref
    /// name="highest"/> − 4 min, and reads the days before that one.
    /// So an event that comes later in the partition, of this day or a later one, can still count on its own day whatever was read
    /// meanwhile.
    /// </summary>
    internal static int FirstUnreadDay(LocalTime highest) => DayOf(highest.Milliseconds - DisorderMilliseconds);

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
