using System.Globalization;

namespace Streaming.Faults.Kills;

/// <summary>Die at a point.</summary>
/// <param name="Point">Where.</param>
/// <param name="After">At which time of reaching it, counted from the next batch on; from 1.</param>
/// <param name="Delay">How much later, at most as the point allows.</param>
internal sealed record KillOrder(KillPoint Point, int After, TimeSpan Delay)
{
    public const string Form = "kill-at POINT N MICROSECONDS";

    /// <exception cref="FormatException">The line has another form; the message shows both.</exception>
    public static KillOrder Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["kill-at", var name, var times, var delay]
            || !int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var after) || after < 1
            || !int.TryParse(delay, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds))
        {
            throw new FormatException($"'{line}' is not an order; its form is {Form}, N from 1");
        }

        var point = KillPoint.Of(name);
        var later = TimeSpan.FromMicroseconds(microseconds);
        return later <= point.MostDelay
            ? new KillOrder(point, after, later)
            : throw new FormatException($"'{line}': a delay at {name} is at most {point.MostDelay.TotalMicroseconds:0} microseconds");
    }
}
