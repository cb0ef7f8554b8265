using System.Globalization;
using Streaming.Models.Policy;

namespace Streaming.Console.Queries.Alerts;

/// <summary>Which alerts are asked for.</summary>
/// <param name="Tier">Red or yellow only; null for both.</param>
/// <param name="OpenOnly">Only customers who had not answered at delivery: those who can still be helped before they do.</param>
/// <param name="OrderId">Only those of one order; null for all.</param>
/// <param name="Before">The page begins after this alert; null for the newest.</param>
public sealed record AlertFilter(Tier? Tier = null, bool OpenOnly = false, string? OrderId = null, AlertPlace? Before = null);

/// <summary>Where a page ends: alerts are ordered by the time they were raised, and by id within it.</summary>
public sealed record AlertPlace(DateTime RaisedAt, string EventId)
{
    private const int LongestId = 200;

    /// <summary>For an address; <see cref="TryParse"/> reads it again.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RaisedAt.Ticks}-{EventId}");

    public static AlertPlace? TryParse(string? text)
    {
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return
            dash > 0
            && text!.Length < LongestId
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTime.MaxValue.Ticks
            ? new AlertPlace(new DateTime(ticks, DateTimeKind.Utc), text[(dash + 1)..])
            : null;
    }
}

/// <summary>One alert as a support agent reads it.</summary>
public sealed record AlertView(
    AlertPlace Place,
    string OrderId,
    AlertScore Score,
    AlertCustomer Customer,
    AlertDelivery Delivery,
    AlertBasket Basket
);

/// <summary>The score that raised the alert.</summary>
/// <param name="Probability">That the customer is satisfied, 0 to 1.</param>
/// <param name="ScoredAgainAs">The tier of a later score of the order; null when this one still counts.</param>
public sealed record AlertScore(Tier Tier, double Probability, string Action, IReadOnlyList<string> Reasons, Tier? ScoredAgainAs);

/// <summary>The customer.</summary>
/// <param name="UniqueId">The same for all orders of one person; null where it is not known.</param>
/// <param name="Answered">Whether a review had come before the delivery.</param>
public sealed record AlertCustomer(string Id, string? UniqueId, string? State, bool Answered);

/// <summary>The parcel's delivery.</summary>
/// <param name="At">Stream time.</param>
/// <param name="DelayDays">Delivered minus promised; null without a promised date.</param>
public sealed record AlertDelivery(DateTime At, double? DelayDays);

/// <summary>What was ordered.</summary>
/// <param name="Price">Sum of the items, BRL.</param>
public sealed record AlertBasket(int Items, double Price, IReadOnlyList<string> Sellers, IReadOnlyList<string> Categories);

/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record AlertsPage(IReadOnlyList<AlertView> Alerts, AlertPlace? Next, DateTimeOffset Now, bool AnyAtAll);
