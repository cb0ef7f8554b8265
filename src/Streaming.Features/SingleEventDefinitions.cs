namespace Streaming.Features;

/// <summary>Features of the delivery event alone, in vector order; SingleEvent/SingleEventFeatures computes them in this same
/// order.</summary>
internal static class SingleEventDefinitions
{
    public static readonly IReadOnlyList<FeatureDefinition> All =
    [
        Number("delivery_time_days", "days", "From purchase to delivery"),
        Number("estimated_delivery_days", "days", "From purchase to the promised delivery"),
        Number("delivery_delay_days", "days", "Delivery after the promise; negative if early"),
        Number("late_days", "days", "Delivery after the promise; 0 if early"),
        Number("late_calendar_days", "days", "Calendar days from the promised date to the delivery's; negative if early"),
        Number("is_late_delivery", "0/1", "Delivered after the promise"),
        Number("delivery_ratio", "ratio", "Delivery time over promised time (at least half a day)"),
        Number("approval_hours", "hours", "From purchase to approval of the payment"),
        Number("carrier_handling_time", "days", "From approval to the hand-over to the carrier"),
        Number("transit_days", "days", "From the hand-over to the delivery"),
        Number("carrier_delay_days", "days", "Hand-over after the items' latest shipping limit"),
        Number("promise_slack_days", "days", "Promised delivery after the items' latest shipping limit"),
        Number("order_hour", "hour", "Hour of the purchase"),
        Number("order_day_of_week", "Monday 0", "Day of week of the purchase"),
        Number("order_month", "1-12", "Month of the purchase; drifts, so it is no input of the trees") with
        {
            InModel = false,
        },
        Number("is_weekend_order", "0/1", "Bought on a Saturday or Sunday"),
        Number("delivery_day_of_week", "Monday 0", "Day of week of the delivery"),
        Number("delivery_hour", "hour", "Hour of the delivery"),
        Number("order_items_count", "count", "Item rows"),
        Number("seller_count", "count", "Distinct sellers"),
        Number("product_count", "count", "Distinct products"),
        Number("category_count", "count", "Distinct known product categories"),
        Number("total_price", "BRL", "Sum of the item prices"),
        Number("total_freight", "BRL", "Sum of the items' freight"),
        Number("avg_item_price", "BRL", "Mean item price"),
        Number("max_item_price", "BRL", "Price of the dearest item"),
        Number("freight_ratio", "share", "Freight over price and freight"),
        Number("total_weight_g", "g", "Sum of the known item weights"),
        Number("total_volume_cm3", "cm³", "Sum of the known item volumes"),
        Number("freight_per_kg", "BRL/kg", "Freight over weight (at least 50 g)"),
        Number("product_photos_qty", "count", "Mean number of photos over the items"),
        Number("product_description_length", "characters", "Mean length of the description over the items"),
        Number("product_name_length", "characters", "Mean length of the product name over the items"),
        Number("payment_value", "BRL", "Sum of all payments"),
        Number("payment_installments", "count", "Most instalments of any payment"),
        Number("used_installments", "0/1", "Some payment in more than one instalment"),
        Number("payment_count", "count", "Payment rows"),
        Number("voucher_share", "share", "Value paid by voucher over all payments"),
        Number("payment_minus_basket", "BRL", "Payments less price and freight"),
        Category("product_category_name", "Category of the dearest item"),
        Category("payment_type", "Type of the largest payment"),
        Category("customer_state", "State of the customer"),
        Category("seller_state", "State of the dearest item's seller"),
        Number("same_state", "0/1", "Customer and the dearest item's seller live in the same state"),
    ];

    private static FeatureDefinition Number(string name, string unit, string meaning) =>
        new(name, FeatureKind.Numeric, unit, true, meaning);

    private static FeatureDefinition Category(string name, string meaning) => new(name, FeatureKind.Categorical, "category", true, meaning);
}
