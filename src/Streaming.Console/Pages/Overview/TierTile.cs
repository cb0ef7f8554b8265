using Streaming.Models.Policy;

namespace Streaming.Console.Pages.Overview;

/// <summary>One tier's orders in the period and in the one before.</summary>
public sealed record TierTile(Tier Tier, long Orders, long All, long OrdersBefore, long AllBefore)
{
    public double Share => All == 0 ? 0 : (double)Orders / All;

    /// <summary>Percentage points against the period before; null where there was none.</summary>
    public double? Change => All == 0 || AllBefore == 0 ? null : 100 * (Share - (double)OrdersBefore / AllBefore);
}
