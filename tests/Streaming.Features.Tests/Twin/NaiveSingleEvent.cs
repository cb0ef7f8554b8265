using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.SingleEvent;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests.Twin;

/// <summary>The single-event features written down once more, straight from their definitions.</summary>
internal static class NaiveSingleEvent
{
    public static void Fill(OrderDelivered o, Dictionary<string, double> to, Dictionary<string, string?> categories)
    {
        to["delivery_time_days"] = Days(o.PurchasedAt, o.DeliveredAt);
        to["estimated_delivery_days"] = Days(o.PurchasedAt, o.EstimatedDeliveryAt);
        var delay = Days(o.EstimatedDeliveryAt, o.DeliveredAt);
        to["delivery_delay_days"] = delay;
        to["late_days"] = double.IsNaN(delay) ? double.NaN : Math.Max(0, delay);
        to["late_calendar_days"] = o.EstimatedDeliveryAt is null
            ? double.NaN
            : (o.DeliveredAt.ToDateTime().Date - o.EstimatedDeliveryAt.Value.ToDateTime().Date).Days;
        to["is_late_delivery"] =
            double.IsNaN(delay) ? double.NaN
            : delay > 0 ? 1
            : 0;
        to["delivery_ratio"] = o.EstimatedDeliveryAt is null
            ? double.NaN
            : to["delivery_time_days"] / Math.Max(to["estimated_delivery_days"], 0.5);
        to["approval_hours"] = o.ApprovedAt is null
            ? double.NaN
            : (o.ApprovedAt.Value.Milliseconds - o.PurchasedAt.Milliseconds) / 1000.0 / 3600.0;
        to["carrier_handling_time"] = Days(o.ApprovedAt, o.HandedToCarrierAt);
        to["transit_days"] = Days(o.HandedToCarrierAt, o.DeliveredAt);
        var limits = o.Items.Where(i => i.ShippingLimitAt is not null).Select(i => i.ShippingLimitAt!.Value.Milliseconds).ToList();
        LocalTime? limit = limits.Count == 0 ? null : new LocalTime(limits.Max());
        to["carrier_delay_days"] = Days(limit, o.HandedToCarrierAt);
        to["promise_slack_days"] = Days(limit, o.EstimatedDeliveryAt);

        var bought = o.PurchasedAt.ToDateTime();
        var arrived = o.DeliveredAt.ToDateTime();
        to["order_hour"] = bought.Hour;
        to["order_day_of_week"] = MondayZero(bought);
        to["order_month"] = bought.Month;
        to["is_weekend_order"] = bought.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0;
        to["delivery_day_of_week"] = MondayZero(arrived);
        to["delivery_hour"] = arrived.Hour;
        Basket(o, to);
        Payments(o, to);

        var dearest = Dearest(o);
        categories["product_category_name"] = dearest?.ProductCategoryName;
        categories["payment_type"] = o
            .Payments.OrderByDescending(p => p.PaymentValue)
            .ThenBy(p => p.PaymentSequential)
            .FirstOrDefault()
            ?.PaymentType;
        categories["customer_state"] = o.CustomerState;
        categories["seller_state"] = dearest?.SellerState;
        to["same_state"] =
            o.CustomerState is null || dearest?.SellerState is null ? double.NaN
            : o.CustomerState == dearest.SellerState ? 1
            : 0;
    }

    public static OrderItem? Dearest(OrderDelivered o) =>
        o.Items.OrderByDescending(i => i.Price).ThenBy(i => i.OrderItemId).FirstOrDefault();

    public static double Days(LocalTime? from, LocalTime? to) =>
        from is null || to is null ? double.NaN : (to.Value.Milliseconds - from.Value.Milliseconds) / 1000.0 / 86400.0;

    private static void Basket(OrderDelivered o, Dictionary<string, double> to)
    {
        to["order_items_count"] = o.Items.Count;
        to["seller_count"] = o.Items.Select(i => i.SellerId).ToHashSet().Count;
        to["product_count"] = o.Items.Select(i => i.ProductId).ToHashSet().Count;
        to["category_count"] = o.Items.Select(i => i.ProductCategoryName).OfType<string>().ToHashSet().Count;
        var price = to["total_price"] = Sum(o.Items.Select(i => (double?)i.Price));
        var freight = to["total_freight"] = Sum(o.Items.Select(i => (double?)i.FreightValue));
        to["avg_item_price"] = price / o.Items.Count;
        to["max_item_price"] = o.Items.Count == 0 ? double.NaN : o.Items.Max(i => i.Price);
        to["freight_ratio"] = price + freight == 0 ? double.NaN : freight / (price + freight);
        var weight = to["total_weight_g"] = Sum(o.Items.Select(i => i.ProductWeightG));
        to["total_volume_cm3"] = Sum(o.Items.Select(i => i.ProductLengthCm * i.ProductHeightCm * i.ProductWidthCm));
        to["freight_per_kg"] = double.IsNaN(weight) ? double.NaN : freight / Math.Max(weight / 1000, 0.05);
        to["product_photos_qty"] = Mean(o.Items.Select(i => (double?)i.ProductPhotosQty));
        to["product_description_length"] = Mean(o.Items.Select(i => (double?)i.ProductDescriptionLength));
        to["product_name_length"] = Mean(o.Items.Select(i => (double?)i.ProductNameLength));
    }

    private static void Payments(OrderDelivered o, Dictionary<string, double> to)
    {
        var none = o.Payments.Count == 0;
        var paid = to["payment_value"] = Sum(o.Payments.Select(p => (double?)p.PaymentValue));
        to["payment_installments"] = none ? double.NaN : o.Payments.Max(p => p.PaymentInstallments);
        to["used_installments"] =
            none ? double.NaN
            : o.Payments.Max(p => p.PaymentInstallments) > 1 ? 1
            : 0;
        to["payment_count"] = none ? double.NaN : o.Payments.Count;
        to["voucher_share"] = paid == 0 ? double.NaN : o.Payments.Where(p => p.PaymentType == "voucher").Sum(p => p.PaymentValue) / paid;
        to["payment_minus_basket"] = paid - to["total_price"] - to["total_freight"];
    }

    private static double Sum(IEnumerable<double?> facts)
    {
        var known = facts.Where(fact => fact is not null).ToList();
        if (known.Count == 0)
            return double.NaN;
        var sum = 0.0;
        foreach (var fact in known)
            sum += fact!.Value;
        return sum;
    }

    private static double Mean(IEnumerable<double?> facts)
    {
        var all = facts.ToList();
        return Sum(all) / all.Count(fact => fact is not null);
    }

    private static int MondayZero(DateTime time) => ((int)time.DayOfWeek + 6) % 7;
}
