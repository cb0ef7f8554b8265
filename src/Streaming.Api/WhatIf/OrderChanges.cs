using System.Globalization;
using Streaming.Api.OnDemand;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Features;

namespace Streaming.Api.WhatIf;

/// <summary>What could have been different about an order: one thing at a time, and only what its facts allow. Pure.</summary>
public static class OrderChanges
{
    /// <summary>Days around the promised one that <see cref="Days"/> goes through.</summary>
    public const int DaysAround = 10;

    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>No seller and no product has this id, so that nothing is known of its past.</summary>
    private const string Unheard = "(never seen)";

    /// <summary>Changes that somebody in the shop, at the seller or at the carrier could have made.</summary>
    public static IReadOnlyList<OrderChange> Of(AskedOrder asked)
    {
        var order = asked.Order;
        return [.. Delivery(order).Concat(Handling(order)).Concat(Basket(order, asked.Absent)).SelectMany(Sound)];

        IEnumerable<OrderChange> Sound((string What, OrderDelivered Order) change)
        {
            if (change.Order != order && !OrderContract.Find(change.Order).Any())
                yield return new OrderChange(change.What, asked with { Order = change.Order });
        }
    }

    /// <summary>The order delivered so many days after the promised time, negative before it; empty without a promise. Days on which it
    /// cannot have been delivered, such as before it was handed to the carrier, are left out.</summary>
    public static IReadOnlyList<(int Day, AskedOrder Order)> Days(AskedOrder asked)
    {
        if (asked.Order.EstimatedDeliveryAt is not { } promised)
            return [];
        return
        [
            .. Enumerable
                .Range(-DaysAround, 2 * DaysAround + 1)
                .Select(day => (Day: day, Order: DeliveredAt(asked.Order, promised.AddMilliseconds(day * MillisecondsPerDay))))
                .Where(one => IsPossible(one.Order) && !OrderContract.Find(one.Order).Any())
                .Select(one => (one.Day, asked with { Order = one.Order })),
        ];
    }

    private static IEnumerable<(string What, OrderDelivered Order)> Delivery(OrderDelivered order)
    {
        if (order.EstimatedDeliveryAt is { } promised)
        {
            var late = order.DeliveredAt.Milliseconds - promised.Milliseconds;
            if (late > 0)
                yield return ("delivered on the promised day", DeliveredAt(order, promised));
            if (late > MillisecondsPerDay)
                yield return ("delivered one day late", DeliveredAt(order, promised.AddMilliseconds(MillisecondsPerDay)));
            if (late <= 0)
                yield return ("delivered three days late", DeliveredAt(order, promised.AddMilliseconds(3 * MillisecondsPerDay)));
            if (late > 0)
                yield return ("promised for the day on which it came", order with { EstimatedDeliveryAt = order.DeliveredAt });
        }

        foreach (var days in (int[])[2, 5])
        {
            var earlier = DeliveredAt(order, order.DeliveredAt.AddMilliseconds(-days * MillisecondsPerDay));
            if (IsPossible(earlier))
                yield return (string.Create(CultureInfo.InvariantCulture, $"delivered {days} days earlier"), earlier);
        }
    }

    private static IEnumerable<(string What, OrderDelivered Order)> Handling(OrderDelivered order)
    {
        if (
            order is { ApprovedAt: { } approved, HandedToCarrierAt: { } handed }
            && handed.Milliseconds - approved.Milliseconds > MillisecondsPerDay
        )
            yield return (
                "with the carrier a day after the approval",
                order with
                {
                    HandedToCarrierAt = approved.AddMilliseconds(MillisecondsPerDay),
                }
            );
        if (order.Payments.Any(payment => payment.PaymentInstallments > 1))
            yield return (
                "paid at once instead of in instalments",
                order with
                {
                    Payments = [.. order.Payments.Select(payment => payment with { PaymentInstallments = 1 })],
                }
            );
    }

    private static IEnumerable<(string What, OrderDelivered Order)> Basket(OrderDelivered order, AbsentFacts absent)
    {
        if (absent.HasFlag(AbsentFacts.Items) || order.Items.Count == 0)
            yield break;
        yield return ("from a seller without a past", Each(order, item => item with { SellerId = Unheard }));
        yield return ("of a product without a past", Each(order, item => item with { ProductId = Unheard }));
        if (order.Items.Sum(item => item.FreightValue) > 0)
            yield return ("sent without freight", Each(order, item => item with { FreightValue = 0 }));
        if (order.Items.Count > 1)
            yield return ("of its first item alone", order with { Items = [order.Items[0]] });
        if (order.Items.Any(item => item.ProductPhotosQty is < 3))
            yield return (
                "shown with three photos",
                Each(order, item => item.ProductPhotosQty is < 3 ? item with { ProductPhotosQty = 3 } : item)
            );
    }

    private static OrderDelivered Each(OrderDelivered order, Func<OrderItem, OrderItem> change) =>
        order with
        {
            Items = [.. order.Items.Select(change)],
        };

    /// <summary>The record of it moves with the delivery.</summary>
    private static OrderDelivered DeliveredAt(OrderDelivered order, LocalTime at) =>
        order with
        {
            DeliveredAt = at,
            RecordedAt = order.RecordedAt.AddMilliseconds(at.Milliseconds - order.DeliveredAt.Milliseconds),
        };

    private static bool IsPossible(OrderDelivered order) =>
        order.DeliveredAt >= order.PurchasedAt && (order.HandedToCarrierAt is not { } handed || order.DeliveredAt >= handed);
}
