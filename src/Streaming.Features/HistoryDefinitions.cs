using Streaming.Contracts;

namespace Streaming.Features;

/// <summary>
/// Features that need more than the event: the order's own early review and the closed days of its seller, product, category and area,
/// in vector order. "The" seller, product and category are the dearest item's. Histories/HistoryFeatures computes them in this same order.
/// </summary>
internal static class HistoryDefinitions
{
    public static readonly IReadOnlyList<FeatureDefinition> All =
    [
        Number("review_already_in", "0/1", "A review of this order was in before its delivery"),
        .. Plain(),
        Number("expected_bad", "share", "Unsatisfied share that lateness and basket explain, last 180 days"),
        .. Residuals("seller", "the seller"),
        .. Residuals("product", "the product"),
        .. Residuals("category", "the category"),
        .. Residuals("area", "the customer's postal area"),
        .. Residuals("seller", "the seller", "_60d", ", last 60 days"),
        .. Residuals("category", "the category", "_60d", ", last 60 days"),
        Number("pooled_seller", "share", "Residual of the seller, pooled towards its category"),
        Number("pooled_product", "share", "Residual of the product, pooled towards its seller"),
        Number("expected_bad_here", "share", "Expected unsatisfied share plus the product's pooled residual"),
        Number("pooled_product_max", "share", "Highest pooled product residual of the item rows"),
        Number("pooled_product_sum", "share", "Sum of the pooled product residuals over the item rows"),
        .. Complaints("seller", "the seller"),
        .. Complaints("product", "the product"),
        .. Complaints("category", "the category"),
    ];

    private static FeatureDefinition[] Plain() =>
        [
            Number("seller_reviews", "count", "Reviews of the seller's orders"),
            Number("seller_bad_share", "share", "Unsatisfied among the seller's reviews"),
            Number("seller_mean_score", "stars", "Mean score of the seller's reviews"),
            Number("seller_reviews_60d", "count", "Reviews of the seller's orders, last 60 days"),
            Number("seller_bad_share_60d", "share", "Unsatisfied among the seller's reviews, last 60 days"),
            Number("seller_deliveries", "count", "Deliveries of the seller's orders"),
            Number("seller_late_share", "share", "Late among the seller's deliveries"),
            Number("seller_deliveries_14d", "count", "Deliveries of the seller's orders, last 14 days"),
            Number("worst_seller_bad_share", "share", "Highest unsatisfied share among the order's sellers"),
            Number("product_reviews", "count", "Reviews of the product's orders"),
            Number("product_bad_share", "share", "Unsatisfied among the product's reviews"),
            Number("category_reviews", "count", "Reviews of the category's orders"),
            Number("category_bad_share", "share", "Unsatisfied among the category's reviews"),
        ];

    private static FeatureDefinition[] Residuals(string key, string whose, string suffix = "", string window = "") =>
        [
            Number($"{key}_joined_reviews{suffix}", "count", $"Reviews after delivery of {whose}{window}"),
            Number($"{key}_joined_bad_share{suffix}", "share", $"Unsatisfied among the reviews after delivery of {whose}{window}"),
            Number($"{key}_residual{suffix}", "share", $"Unsatisfied share of {whose} beyond what was expected{window}"),
            Number($"{key}_score_residual{suffix}", "stars", $"Score of {whose} beyond what was expected{window}"),
        ];

    private static IEnumerable<FeatureDefinition> Complaints(string key, string whose) =>
        [
            .. ComplaintCodes.All.Select(code => Number($"{key}_{code}_share", "share", $"Reviews of {whose} that complain: {code}")),
            Number($"{key}_complaint_share", "share", $"Reviews of {whose} that complain about the goods in any way"),
        ];

    private static FeatureDefinition Number(string name, string unit, string meaning) =>
        new(name, FeatureKind.Numeric, unit, true, meaning);
}
