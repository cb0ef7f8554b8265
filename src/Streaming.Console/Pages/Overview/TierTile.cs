using Streaming.Models.Policy;

namespace Streaming.Console.Pages.Overview;

/// <summary>One tier's orders in the period and in the one before.</summary>
public sealed record TierTile(Tier Tier, long Orders, long All, long OrdersBefore, long AllBefore)
{
    /// <summary>A share of fewer orders says little.</summary>
    private const int LeastOrders = 100;

    /// <summary>There are enough orders for a share.</summary>
    public bool HasShare => All >= LeastOrders;

    public double Share => All == 0 ? 0 : (double)Orders / All;

    /// <summary>Percentage points against the period before; null where either has too few orders.</summary>
    public double? Change => All < LeastOrders || AllBefore < LeastOrders ? null : 100 * (Share - (double)OrdersBefore / AllBefore);
}
