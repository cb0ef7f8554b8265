using System.Globalization;
using Streaming.Contracts.Settings;

namespace Streaming.Faults.Orders;

/// <summary>Die or halt at a point of a batch.</summary>
/// <param name="Signal">What the process sends itself there.</param>
/// <param name="Point">Where.</param>
/// <param name="After">At which time of reaching it, counted from the next batch on; from 1.</param>
/// <param name="Delay">How much later, at most as the point allows.</param>
internal sealed record PointOrder(FatefulSignal Signal, BatchPoint Point, int After, TimeSpan Delay)
{
    public const string Form = "kill-at|halt-at POINT N MICROSECONDS";

    /// <exception cref="FormatException">The line has another form; the message shows both.</exception>
    public static PointOrder Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (
            words is not [var verb, var name, var times, var delay]
            || SignalOf(verb) is not { } signal
            || !int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            || after < 1
            || !int.TryParse(delay, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        )
        {
            throw new FormatException($"'{line}' is not an order; its form is {Form}, N from 1");
        }

        var point = BatchPoint.Of(name);
        var later = TimeSpan.FromMicroseconds(microseconds);
        return later <= point.MostDelay
            ? new PointOrder(signal, point, after, later)
            : throw new FormatException($"'{line}': a delay at {name} is at most {point.MostDelay.TotalMicroseconds:0} microseconds");
    }

    private static FatefulSignal? SignalOf(string verb) =>
        verb switch
        {
            "kill-at" => FatefulSignal.Kill,
            "halt-at" => FatefulSignal.Stop,
            _ => null,
        };
}
