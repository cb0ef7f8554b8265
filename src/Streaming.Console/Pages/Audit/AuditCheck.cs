using Streaming.Audit.Chain;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Audit;

/// <summary>A check of the whole trail, on request.</summary>
/// <param name="NoAnchors">Why the anchors could not be compared; null when they were.</param>
/// <param name="At">Wall time of its end.</param>
public sealed record AuditCheck(ChainReport Report, string? NoAnchors, TimeSpan Took, DateTimeOffset At)
{
    /// <summary>Nothing was found, and every event is behind an anchor: only then there is nothing more to say.</summary>
    public bool IsProved => Report.IsWhole && NoAnchors is null && Report.Unanchored == 0;

    /// <summary>The result in one sentence, where nothing was found.</summary>
    public string Headline =>
        IsProved ? "Whole."
        : NoAnchors is null && Report.AnchoredPosition > 0
            ? $"Whole up to event {Format.Count(Report.AnchoredPosition)}; "
                + $"{Format.Many(Report.Unanchored, "event is", "events are")} not anchored yet."
        : "Whole. But nothing outside of the database proves it.";
}
