using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Features.SingleEvent;

/// <summary>Durations between the order's time stamps and the calendar of its purchase and delivery.</summary>
internal static class TimeFeatures
{
    public static void Write(OrderDelivered order, in Basket basket, ref FeatureWriter to)
    {
        var delivered = order.DeliveredAt;
        var promised = Days(order.PurchasedAt, order.EstimatedDeliveryAt);
        var taken = FeatureTime.DaysBetween(order.PurchasedAt, delivered);
        var delay = Days(order.EstimatedDeliveryAt, delivered);

        to.Add(taken);
        to.Add(promised);
        to.Add(delay);
        to.Add(double.IsNaN(delay) || delay > 0.0 ? delay : 0.0);
        to.Add(
            order.EstimatedDeliveryAt is { } date
                ? FeatureTime.DayOf(delivered.Milliseconds) - FeatureTime.DayOf(date.Milliseconds)
                : double.NaN
        );
        to.Add(
            double.IsNaN(delay) ? double.NaN
            : delay > 0.0 ? 1.0
            : 0.0
        );
        to.Add(taken / Math.Max(promised, 0.5));
        to.Add(order.ApprovedAt is { } approved ? FeatureTime.HoursBetween(order.PurchasedAt, approved) : double.NaN);
        to.Add(Days(order.ApprovedAt, order.HandedToCarrierAt));
        to.Add(Days(order.HandedToCarrierAt, delivered));
        to.Add(Days(basket.LatestShippingLimit, order.HandedToCarrierAt));
        to.Add(Days(basket.LatestShippingLimit, order.EstimatedDeliveryAt));

        var weekday = FeatureTime.DayOfWeek(order.PurchasedAt);
        to.Add(FeatureTime.HourOf(order.PurchasedAt));
        to.Add(weekday);
        to.Add(order.PurchasedAt.ToDateTime().Month);
        to.Add(weekday >= 5);
        to.Add(FeatureTime.DayOfWeek(delivered));
        to.Add(FeatureTime.HourOf(delivered));
    }

    private static double Days(LocalTime? from, LocalTime? to) =>
        from is { } start && to is { } end ? FeatureTime.DaysBetween(start, end) : double.NaN;
}
