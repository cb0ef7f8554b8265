using Streaming.Console.Drift;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Overview;

/// <summary>Drift in one sentence, and its bands as words.</summary>
public static class DriftWords
{
    public static string Lead(DriftView drift)
    {
        if (!drift.Score!.HasEnoughData) return $"Not enough data: {Words.Count(drift.Score.Orders)} orders in this period, {Words.Count(drift.Score.ReferenceOrders)} at the training. Choose a longer period.";
        var major = drift.Features.Count(feature => feature.Band == DriftBand.Major);
        var moderate = drift.Features.Count(feature => feature.Band == DriftBand.Moderate);
        return $"The score is {Of(drift.Score)} (PSI {Words.Number(drift.Score.Psi)}). Of {drift.Features.Count} features, {major} shifted majorly and {moderate} moderately; n = {Words.Count(drift.Orders)} orders.";
    }

    public static string Of(HistogramDrift drift) => drift.Band switch
    {
        null => "not enough data",
        DriftBand.Stable => "stable",
        DriftBand.Moderate => "moderate shift",
        _ => "major shift",
    };
}
