using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.SingleEvent;

namespace Streaming.Features.Predecessor;

/// <summary>
/// The feature set of the predecessor, kept as a baseline for honest comparison. Its payment value and instalments are those of the largest
/// row
/// only, as it did. Missing day features are 0; every other missing number is NaN for the trainer to replace by the training slice's
/// median.
/// </summary>
public static class PredecessorFeatures
{
    private static readonly string[] Numbers =
    [
        "delivery_time_days",
        "estimated_delivery_days",
        "is_late_delivery",
        "carrier_handling_time",
        "total_price",
        "mean_price",
        "max_price",
        "min_price",
        "total_freight",
        "mean_freight",
        "max_freight",
        "avg_item_price",
        "payment_value",
        "payment_installments",
        "used_installments",
        "payment_count",
        "order_items_count",
        "total_weight_g",
        "mean_weight_g",
        "max_weight_g",
        "mean_length_cm",
        "max_length_cm",
        "mean_height_cm",
        "max_height_cm",
        "mean_width_cm",
        "max_width_cm",
        "product_photos_qty",
        "product_description_length",
        "order_day_of_week",
        "order_hour",
        "order_month",
        "is_weekend_order",
    ];

    private const int DayFeatures = 4;

    /// <summary>One name per feature, numbers first, then the three categories.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Numbers, "product_category_name", "payment_type", "customer_state"];

    /// <summary>True for the three categorical features at the end.</summary>
    public static bool IsCategorical(int index) => index >= Numbers.Length;

    /// <summary>True where a missing value is 0 (already written as such by <see cref="Build"/>), false where the trainer fills in the
    /// median.</summary>
    public static bool MissingIsZero(int index) => index < DayFeatures;

    /// <summary>Fills both spans, one place per name; <paramref name="values"/> is NaN at categories, <paramref name="categories"/> null at
    /// numbers.</summary>
    /// <exception cref="IndexOutOfRangeException">A span is shorter than <see cref="Names"/>.</exception>
    public static void Build(OrderDelivered order, Span<float> values, Span<string?> categories)
    {
        var to = new FeatureWriter(values, categories);
        WriteTimes(order, ref to);
        WritePrices(order.Items, ref to);
        WritePayments(order.Payments, ref to);
        to.Add(order.Items.Count);
        WriteProducts(order.Items, ref to);
        WriteCalendar(order.PurchasedAt, ref to);
        to.AddCategory(Basket.DearestOf(order.Items)?.ProductCategoryName);
        to.AddCategory(PaymentFeatures.LargestOf(order.Payments)?.PaymentType);
        to.AddCategory(order.CustomerState);
    }

    private static void WriteTimes(OrderDelivered order, ref FeatureWriter to)
    {
        to.Add(FeatureTime.DaysBetween(order.PurchasedAt, order.DeliveredAt));
        to.Add(order.EstimatedDeliveryAt is { } estimate ? FeatureTime.DaysBetween(order.PurchasedAt, estimate) : 0.0);
        to.Add(order.DeliveredAt > order.EstimatedDeliveryAt);
        to.Add(order.ApprovedAt is { } approved && order.HandedToCarrierAt is { } handed ? FeatureTime.DaysBetween(approved, handed) : 0.0);
    }

    private static void WritePrices(IReadOnlyList<OrderItem> items, ref FeatureWriter to)
    {
        var price = Column.Of(items, static item => item.Price);
        var freight = Column.Of(items, static item => item.FreightValue);
        to.Add(price.Sum);
        to.Add(price.Mean);
        to.Add(price.Max);
        to.Add(price.Min);
        to.Add(freight.Sum);
        to.Add(freight.Mean);
        to.Add(freight.Max);
        to.Add(Missing.Ratio(price.Sum, items.Count));
    }

    private static void WritePayments(IReadOnlyList<OrderPayment> payments, ref FeatureWriter to)
    {
        var largest = PaymentFeatures.LargestOf(payments);
        to.Add(largest?.PaymentValue ?? double.NaN);
        to.Add(largest?.PaymentInstallments ?? double.NaN);
        to.Add(
            largest is null ? double.NaN
            : largest.PaymentInstallments > 1 ? 1.0
            : 0.0
        );
        to.Add(largest is null ? double.NaN : payments.Count);
    }

    private static void WriteProducts(IReadOnlyList<OrderItem> items, ref FeatureWriter to)
    {
        var weight = Column.Of(items, static item => item.ProductWeightG);
        to.Add(weight.Sum);
        to.Add(weight.Mean);
        to.Add(weight.Max);
        WriteMeanAndMax(Column.Of(items, static item => item.ProductLengthCm), ref to);
        WriteMeanAndMax(Column.Of(items, static item => item.ProductHeightCm), ref to);
        WriteMeanAndMax(Column.Of(items, static item => item.ProductWidthCm), ref to);
        to.Add(Column.Of(items, static item => item.ProductPhotosQty).Mean);
        to.Add(Column.Of(items, static item => item.ProductDescriptionLength).Mean);
    }

    private static void WriteMeanAndMax(Column column, ref FeatureWriter to)
    {
        to.Add(column.Mean);
        to.Add(column.Max);
    }

    private static void WriteCalendar(LocalTime purchased, ref FeatureWriter to)
    {
        var weekday = FeatureTime.DayOfWeek(purchased);
        to.Add(weekday);
        to.Add(FeatureTime.HourOf(purchased));
        to.Add(purchased.ToDateTime().Month);
        to.Add(weekday >= 5);
    }
}
