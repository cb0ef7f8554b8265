using Streaming.Contracts;
using Streaming.Features;

namespace Streaming.Models.Reasons;

/// <summary>Every concept. Each feature of the model belongs to exactly one.</summary>
internal static class ReasonCatalog
{
    public static readonly IReadOnlyList<ReasonConcept> All =
    [
        new("already_answered", OrderTexts.AlreadyAnswered, "review_already_in"),
        new(
            "delivery_promise",
            OrderTexts.Promise,
            "delivery_delay_days",
            "late_days",
            "late_calendar_days",
            "is_late_delivery",
            "delivery_ratio"
        ),
        new("delivery_time", OrderTexts.DeliveryTime, "delivery_time_days", "transit_days"),
        new("promised_time", OrderTexts.PromisedTime, "estimated_delivery_days", "promise_slack_days"),
        new("hand_over", OrderTexts.HandOver, "approval_hours", "carrier_handling_time", "carrier_delay_days"),
        new("purchase_moment", OrderTexts.PurchaseMoment, "order_hour", "order_day_of_week", "order_month", "is_weekend_order"),
        new("delivery_moment", OrderTexts.DeliveryMoment, "delivery_day_of_week", "delivery_hour"),
        new("parcels", OrderTexts.Parcels, "order_items_count", "seller_count", "product_count", "category_count"),
        new("price", OrderTexts.Price, "total_price", "avg_item_price", "max_item_price", "payment_value", "payment_minus_basket"),
        new("freight", OrderTexts.Freight, "total_freight", "freight_ratio", "freight_per_kg"),
        new("parcel_size", OrderTexts.Size, "total_weight_g", "total_volume_cm3"),
        new("product_page", OrderTexts.ProductPage, "product_photos_qty", "product_description_length", "product_name_length"),
        new("payment", OrderTexts.Payment, "payment_installments", "used_installments", "payment_count", "voucher_share", "payment_type"),
        new("route", OrderTexts.Route, "customer_state", "seller_state", "same_state"),
        new("similar_orders", HistoryTexts.SimilarOrders, "expected_bad", "expected_bad_here"),
        new(
            "seller_record",
            HistoryTexts.Seller,
            [.. SellerPlain, .. Residuals("seller"), .. Residuals("seller", "_60d"), "pooled_seller"]
        ),
        new(
            "product_record",
            HistoryTexts.Product,
            ["product_reviews", "product_bad_share", .. Residuals("product"), "pooled_product", "pooled_product_max", "pooled_product_sum"]
        ),
        new(
            "category_record",
            HistoryTexts.Category,
            ["product_category_name", "category_reviews", "category_bad_share", .. Residuals("category"), .. Residuals("category", "_60d")]
        ),
        new("area_record", HistoryTexts.Area, Residuals("area")),
        new("complaints", HistoryTexts.Complaints, [.. Complaints("seller"), .. Complaints("product"), .. Complaints("category")]),
    ];

    private static string[] SellerPlain =>
        [
            "seller_reviews",
            "seller_bad_share",
            "seller_mean_score",
            "seller_reviews_60d",
            "seller_bad_share_60d",
            "seller_deliveries",
            "seller_late_share",
            "seller_deliveries_14d",
            "worst_seller_bad_share",
        ];

    /// <summary>The concept of every feature, in vector order; null for a feature that no concept names.</summary>
    public static ReasonConcept?[] ByFeature()
    {
        var concepts = new ReasonConcept?[FeatureSchema.All.Count];
        foreach (var concept in All)
        {
            foreach (var feature in concept.Features)
            {
                ref var slot = ref concepts[FeatureSchema.IndexOf(feature)];
                if (slot is not null)
                    throw new InvalidOperationException($"feature '{feature}' belongs to the reasons '{slot.Code}' and '{concept.Code}'");
                slot = concept;
            }
        }

        return concepts;
    }

    private static string[] Residuals(string key, string suffix = "") =>
        [$"{key}_joined_reviews{suffix}", $"{key}_joined_bad_share{suffix}", $"{key}_residual{suffix}", $"{key}_score_residual{suffix}"];

    private static string[] Complaints(string key) =>
        [.. ComplaintCodes.All.Select(code => $"{key}_{code}_share"), $"{key}_complaint_share"];
}
