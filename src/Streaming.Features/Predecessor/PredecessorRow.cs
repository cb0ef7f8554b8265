using Streaming.Contracts.Rules;
using Streaming.Features.Histories;
using Streaming.Features.SingleEvent;

namespace Streaming.Features.Predecessor;

/// <summary>
/// The row of an order of which only the predecessor's 20 fields are known. What they say is taken, what follows from them alone is derived
/// by the formulas of the features, the
/// histories are read as they stand now for the category and for orders with such a delay; everything else is missing.
/// </summary>
public static class PredecessorRow
{
    private static readonly int FirstHistory = SingleEventDefinitions.All.Count + 1; // behind review_already_in

    /// <summary>Fills <paramref name="row"/>; one thread at a time for each table.</summary>
    public static void Fill(PredecessorBody body, HistoryTable histories, FeatureRow row)
    {
        Array.Fill(row.Values, float.NaN);
        Array.Clear(row.Categories);
        var to = new Named(row);
        var delay = Known(body.DeliveryTimeDays) - Known(body.EstimatedDeliveryDays);
        WriteTimes(body, delay, to);
        WriteBasket(body, to);
        WritePayment(body, to);
        var bucket =
            body.OrderItemsCount == 1 && !double.IsNaN(delay)
                ? Expectation.BucketOf(delay, 1, hasSeveralSellers: false)
                : Expectation.NoBucket;
        var history = new FeatureWriter(row.Values.AsSpan(FirstHistory), row.Categories.AsSpan(FirstHistory));
        new HistoryFeatures(body.ProductCategoryName, bucket, histories.ReadNow()).Write(ref history);
    }

    private static void WriteTimes(PredecessorBody body, double delay, Named to)
    {
        to["delivery_time_days"] = Known(body.DeliveryTimeDays);
        to["estimated_delivery_days"] = Known(body.EstimatedDeliveryDays);
        to["delivery_delay_days"] = delay;
        to["late_days"] = double.IsNaN(delay) || delay > 0.0 ? delay : 0.0;
        to["is_late_delivery"] = body.IsLateDelivery ?? Flag(delay, delay > 0.0);
        to["delivery_ratio"] = Known(body.DeliveryTimeDays) / Math.Max(Known(body.EstimatedDeliveryDays), 0.5);
        to["carrier_handling_time"] = Known(body.CarrierHandlingTime);
        to["order_hour"] = Known(body.OrderHour);
        to["order_day_of_week"] = Known(body.OrderDayOfWeek);
        to["order_month"] = Known(body.OrderMonth);
        to["is_weekend_order"] = body.IsWeekendOrder ?? Flag(Known(body.OrderDayOfWeek), body.OrderDayOfWeek >= 5);
    }

    private static void WriteBasket(PredecessorBody body, Named to)
    {
        var items = Known(body.OrderItemsCount);
        var total = body.TotalPrice ?? Known(body.AvgItemPrice) * items;
        var mean = body.AvgItemPrice ?? Missing.Ratio(total, items);
        var single = items == 1.0 ? 1.0 : double.NaN; // one item has one seller, one product and the highest price
        to["order_items_count"] = items;
        to["seller_count"] = single;
        to["product_count"] = single;
        to["category_count"] = body.ProductCategoryName is null ? double.NaN : single;
        to["total_price"] = total;
        to["total_freight"] = Known(body.TotalFreight);
        to["avg_item_price"] = mean;
        to["max_item_price"] = total * single;
        to["freight_ratio"] = Missing.Ratio(Known(body.TotalFreight), total + Known(body.TotalFreight));
        to["product_photos_qty"] = Known(body.ProductPhotosQty);
        to["product_description_length"] = Known(body.ProductDescriptionLength);
        to["payment_minus_basket"] = Known(body.PaymentValue) - total - Known(body.TotalFreight);
        to.Name("product_category_name", body.ProductCategoryName);
    }

    private static void WritePayment(PredecessorBody body, Named to)
    {
        var installments = Known(body.PaymentInstallments);
        to["payment_value"] = Known(body.PaymentValue);
        to["payment_installments"] = installments;
        to["used_installments"] = body.PaymentInstallments is null
            ? Flag(Known(body.UsedInstallments), body.UsedInstallments > 0.0)
            : Flag(installments, installments > 1.0);
        to.Name("payment_type", body.PaymentType);
        to.Name("customer_state", body.CustomerState);
    }

    private static double Known(double? value) => value ?? double.NaN;

    private static double Flag(double known, bool isSet) =>
        double.IsNaN(known) ? double.NaN
        : isSet ? 1.0
        : 0.0;

    /// <summary>A row by the names of its features.</summary>
    private readonly struct Named(FeatureRow row)
    {
        public double this[string feature]
        {
            set => row.Values[FeatureSchema.IndexOf(feature)] = double.IsNaN(value) ? float.NaN : (float)value;
        }

        public void Name(string feature, string? category) => row.Categories[FeatureSchema.IndexOf(feature)] = category;
    }
}
