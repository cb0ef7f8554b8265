using System.Diagnostics;
using Streaming.Cases.Domain;

namespace Streaming.Cases.Intake;

/// <summary>An alert with the order it is about.</summary>
/// <param name="Day">Of the market, when the order was recorded.</param>
internal sealed record OrderAlert(string OrderId, CaseAlert Alert, DateOnly Day)
{
    /// <summary>Ended when what the alert means is committed; null where nobody wants it.</summary>
    public Activity? Span { get; init; }
}

/// <summary>What became of an alert.</summary>
/// <param name="IsRanked">It competed for the room of its day.</param>
/// <param name="IsOpened">Its order has a case.</param>
/// <param name="IsHeldOut">That case is a comparison.</param>
internal sealed record SeenAlert(OrderAlert Of, double Priority, bool IsRanked, bool IsOpened, bool IsHeldOut);
