using System.Globalization;
using Streaming.Console.Drift;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Overview;

/// <summary>Drift in one sentence, and its bands as words.</summary>
public static class DriftFormatter
{
    public static string Lead(DriftView drift)
    {
        if (!drift.Score!.HasEnoughData)
            return $"Not enough data: {Format.Many(drift.Score.Orders, "score", "scores")} of these whole days, "
                + $"{Format.Count(drift.Score.ReferenceOrders)} at the training. Choose a longer period.";
        var major = drift.Features.Count(feature => feature.Band == DriftBand.Major);
        var moderate = drift.Features.Count(feature => feature.Band == DriftBand.Moderate);
        var score = drift.Score.Band == DriftBand.Stable ? "is stable" : $"shows a {Of(drift.Score)}";
        return $"The score {score} (PSI {Format.Number(drift.Score.Psi)}). "
            + $"Of {Format.Many(drift.Features.Count, "feature", "features")}, {major} shifted majorly and {moderate} moderately; "
            + $"{Format.Many(drift.Orders, "score", "scores")} of these whole days.";
    }

    /// <summary>Which days are compared: windows are kept by the day, while the counts by tier end with the hour under way.</summary>
    public static string Days(Period period, DateTime through)
    {
        var last = through.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return period.Days == 1 ? $"of the whole day {last}" : $"of the {period.Days} whole days up to {last}";
    }

    public static string Of(HistogramDrift drift) =>
        drift.Band switch
        {
            null => "not enough data",
            DriftBand.Stable => "stable",
            DriftBand.Moderate => "moderate shift",
            _ => "major shift",
        };
}
