namespace Streaming.Features;

/// <summary>Facts of an order that every delivery event has and that somebody who asks about an order may not know.</summary>
[Flags]
public enum AbsentFacts
{
    None = 0,
    OrderId = 1,
    PurchasedAt = 2,

    /// <summary>Not an empty list: nobody said whether there are items.</summary>
    Items = 4,
}

internal static class AbsentFactsFeatures
{
    private static readonly (AbsentFacts Fact, int[] Features)[] ByFact =
    [
        (AbsentFacts.OrderId, Indices("review_already_in")),
        (
            AbsentFacts.PurchasedAt,
            Indices(
                "delivery_time_days",
                "estimated_delivery_days",
                "delivery_ratio",
                "approval_hours",
                "order_hour",
                "order_day_of_week",
                "order_month",
                "is_weekend_order"
            )
        ),
        (AbsentFacts.Items, Indices("order_items_count", "seller_count", "product_count", "category_count")),
    ];

    /// <summary>Makes every feature that an absent fact would decide missing.</summary>
    public static void BlankIn(this AbsentFacts absent, FeatureRow row)
    {
        if (absent == AbsentFacts.None)
            return;
        foreach (var (fact, features) in ByFact)
        {
            if (!absent.HasFlag(fact))
                continue;
            foreach (var feature in features)
                row.Values[feature] = float.NaN;
        }
    }

    private static int[] Indices(params string[] names) => [.. names.Select(FeatureSchema.IndexOf)];
}
