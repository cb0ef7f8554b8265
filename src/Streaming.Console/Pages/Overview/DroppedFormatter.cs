using System.Globalization;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Overview;

/// <summary>What the histories dropped, in one line: what it means and what to do.</summary>
public static class DroppedFormatter
{
    /// <param name="dropped">Of the period's days.</param>
    /// <param name="period">Windows are counted by the day.</param>
    /// <param name="through">The stream clock.</param>
    public static string Of(DroppedLine dropped, Period period, DateTime through)
    {
        var last = through.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var days = period.Days == 1 ? $"On {last}" : $"In the {period.Days} whole days up to {last}";
        var parts = new List<string>();
        if (dropped.TooOld > 0)
            parts.Add($"left out {Format.Many(dropped.TooOld, "event", "events")} older than everything they remember");
        if (dropped.Late > 0)
            parts.Add(
                "counted "
                    + Format.Many(
                        dropped.Late,
                        "event that came too late on a later day than its",
                        "events that came too late on a later day than their"
                    )
                    + " own"
            );
        if (dropped.InvalidReviews > 0)
            parts.Add($"refused {Format.Many(dropped.InvalidReviews, "review", "reviews")}");
        var what = parts.Count == 1 ? parts[0] : string.Join(", ", parts.Take(parts.Count - 1)) + " and " + parts[^1];
        var clocks =
            dropped.TooOld > 0 || dropped.Late > 0
                ? " Look for a producer whose recorded_at is wrong, or that sends what is long past."
                : "";
        var reviews =
            dropped.InvalidReviews > 0 ? " The metric reviews_rejected_total says why reviews are refused; mend what sends them." : "";
        return $"{days} the scorers' histories {what}: "
            + $"features of later orders lack these events or count them on another day.{clocks}{reviews}";
    }
}
