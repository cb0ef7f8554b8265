using Streaming.Audit.Chain;

namespace Streaming.Console.Pages.Audit;

/// <summary>A check of the whole trail, on request.</summary>
/// <param name="NoAnchors">Why the anchors could not be compared; null when they were.</param>
/// <param name="At">Wall time of its end.</param>
public sealed record AuditCheck(ChainVerdict Verdict, string? NoAnchors, TimeSpan Took, DateTimeOffset At)
{
    /// <summary>Nothing was found, and every event is behind an anchor: only then there is nothing more to say.</summary>
    public bool IsProved => Verdict.IsWhole && NoAnchors is null && Verdict.Unanchored == 0;
}
