using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Features;

namespace Streaming.Models.Reasons;

/// <summary>Sentences about what others experienced before.</summary>
internal static class HistoryTexts
{
    /// <summary>Nearest first.</summary>
    private static readonly (string Key, string Code, int Feature)[] ComplaintShares =
    [
        .. from key in (string[])["seller", "product", "category"]
        from code in ComplaintCodes.All
        select (key, code, FeatureSchema.IndexOf($"{key}_{code}_share")),
    ];

    public static string SimilarOrders(ReasonFacts facts)
    {
        float here = facts["expected_bad_here"],
            expected = facts["expected_bad"];
        if (float.IsNaN(expected))
            return "No comparable orders: promise or items are missing";
        return float.IsNaN(here) || here <= expected
            ? $"Of recent orders with such a delivery and basket {ReasonFacts.Percent(expected)} were unsatisfied"
            : $"Of recent orders with such a delivery and basket {ReasonFacts.Percent(expected)} were unsatisfied, with this product "
                + $"about {ReasonFacts.Percent(here)}";
    }

    public static string Seller(ReasonFacts facts)
    {
        var reviews = facts["seller_reviews"];
        if (float.IsNaN(reviews))
            return "The seller is not known";
        if (reviews < 1)
            return "This seller has no reviews yet";
        var record = $"{ReasonFacts.Percent(facts["seller_bad_share"])} unsatisfied over {ReasonFacts.Reviews(reviews)}";
        return facts["seller_residual"] > 0
            ? $"This seller's customers complain more than expected: {record}"
            : $"This seller's record: {record}";
    }

    public static string Product(ReasonFacts facts)
    {
        var reviews = facts["product_reviews"];
        if (float.IsNaN(reviews))
            return "The product is not known";
        if (reviews < 1)
            return "This product has no reviews yet";
        var record = $"{ReasonFacts.Percent(facts["product_bad_share"])} unsatisfied over {ReasonFacts.Reviews(reviews)}";
        return facts["product_residual"] > 0
            ? $"Customers complain about this product more than expected: {record}"
            : $"This product's record: {record}";
    }

    public static string Category(ReasonFacts facts)
    {
        var name = facts.Category("product_category_name");
        var reviews = facts["category_reviews"];
        if (name is null)
            return reviews >= 1 ? "The product's category is new" : "The product's category is not known";
        return reviews >= 1
            ? $"Products of the category {name}: {ReasonFacts.Percent(facts["category_bad_share"])} unsatisfied over "
                + $"{ReasonFacts.Reviews(reviews)}"
            : $"The category {name} has no reviews yet";
    }

    public static string Area(ReasonFacts facts)
    {
        var reviews = facts["area_joined_reviews"];
        if (!(reviews >= 1))
            return "Nothing is known of the customer's area yet";
        return $"Customers of this area: {ReasonFacts.Percent(facts["area_joined_bad_share"])} unsatisfied over "
            + $"{ReasonFacts.Reviews(reviews)}";
    }

    /// <summary>The most frequent complaint about the seller's or the product's goods.</summary>
    public static string Complaints(ReasonFacts facts)
    {
        var worst = ("", "", Share: 0f);
        foreach (var (key, code, feature) in ComplaintShares)
        {
            // The category says something only where nothing nearer is known.
            if (key == "category" && worst.Share > 0 && worst.Item1 != key)
                break;
            var share = facts[feature];
            if (share > worst.Share)
                worst = (key, Words(code), share);
        }

        return worst.Share > 0
            ? $"Reviews of this {worst.Item1} complain about {worst.Item2}: about {ReasonFacts.Percent(worst.Share)} of them"
            : "No complaints are known";
    }

    private static string Words(string code) =>
        code switch
        {
            ComplaintCodes.Missing => "missing goods",
            ComplaintCodes.Wrong => "wrong goods",
            ComplaintCodes.Defect => "defective goods",
            ComplaintCodes.Fake => "goods that are not genuine",
            ComplaintCodes.Poor => "poor quality",
            ComplaintCodes.Slow => "slow delivery",
            _ => code,
        };
}
