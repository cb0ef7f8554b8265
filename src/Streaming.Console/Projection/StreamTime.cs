using Streaming.Contracts;

namespace Streaming.Console.Projection;

/// <summary>Stream times as the tables keep them.</summary>
internal static class StreamTime
{
    /// <exception cref="FormatException">The time is outside of the years 1 to 9999.</exception>
    public static DateTime Of(LocalTime time) =>
        time < LocalTime.MinValue || time > LocalTime.MaxValue
            ? throw new FormatException($"time {time} is outside of the years 1 to 9999")
            : time.ToDateTime();

    /// <summary>The hour that a time is in.</summary>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static DateTime HourOf(LocalTime time)
    {
        var exact = Of(time);
        return new DateTime(exact.Ticks - exact.Ticks % TimeSpan.TicksPerHour);
    }
}
