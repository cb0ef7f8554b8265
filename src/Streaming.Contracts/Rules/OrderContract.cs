using Streaming.Contracts.Events;

namespace Streaming.Contracts.Rules;

/// <summary>What a decoded order must hold so that it can be scored. Odd orders pass: an approval after the hand-over, no items, 0
/// g.</summary>
public static class OrderContract
{
    private const string Name = "order-delivered";

    /// <exception cref="ContractException">Contract violation; the message names every broken rule (the first 20) with field and
    /// value.</exception>
    public static void Check(OrderDelivered order) => Judge(order).ThrowIfAny(Name);

    /// <summary>The broken rules, the first 20; empty for an order that can be scored.</summary>
    public static IReadOnlyList<Violation> Find(OrderDelivered order) => Judge(order).Found;

    private static Violations Judge(OrderDelivered order)
    {
        var violations = default(Violations);
        violations.Id("event_id", order.EventId);
        violations.Version(order.Version);
        violations.Time("recorded_at", order.RecordedAt);
        violations.Id("order_id", order.OrderId);
        violations.Id("customer_id", order.CustomerId);
        violations.OptionalId("customer_unique_id", order.CustomerUniqueId);
        violations.Text("customer_zip_code_prefix", order.CustomerZipCodePrefix);
        violations.Text("customer_state", order.CustomerState);
        violations.Time("purchased_at", order.PurchasedAt);
        violations.Time("approved_at", order.ApprovedAt);
        violations.Time("handed_to_carrier_at", order.HandedToCarrierAt);
        violations.Time("delivered_at", order.DeliveredAt);
        violations.Time("estimated_delivery_at", order.EstimatedDeliveryAt);
        CheckOrder(ref violations, order);
        if (violations.List("items", order.Items.Count))
        {
            for (var i = 0; i < order.Items.Count; i++)
                CheckItem(ref violations, order.Items[i], i);
        }

        if (violations.List("payments", order.Payments.Count))
        {
            for (var i = 0; i < order.Payments.Count; i++)
                CheckPayment(ref violations, order.Payments[i], i);
        }

        return violations;
    }

    /// <summary>A parcel cannot arrive before it was bought, nor be recorded before it arrived; a day is granted to clocks and zones. The
    /// other stamps may stand in any order, as they do in real shops.</summary>
    private static void CheckOrder(ref Violations violations, OrderDelivered order)
    {
        if (order.DeliveredAt.Milliseconds < order.PurchasedAt.Milliseconds - LocalTime.MillisecondsPerDay)
            violations.Add(
                RuleCodes.TimeOrder,
                "delivered_at",
                -1,
                order.DeliveredAt.ToString(),
                $"no more than a day before purchased_at, {order.PurchasedAt}"
            );
        violations.Foreseen("delivered_at", order.DeliveredAt, order.RecordedAt);
    }

    private static void CheckItem(ref Violations violations, OrderItem item, int index)
    {
        violations.Id("items[].product_id", item.ProductId, index);
        violations.Id("items[].seller_id", item.SellerId, index);
        violations.Text("items[].seller_state", item.SellerState, index);
        violations.Text("items[].product_category_name", item.ProductCategoryName, index);
        violations.Amount("items[].price", item.Price, index);
        violations.Amount("items[].freight_value", item.FreightValue, index);
        violations.Time("items[].shipping_limit_at", item.ShippingLimitAt, index);
        violations.Amount("items[].product_weight_g", item.ProductWeightG, index);
        violations.Amount("items[].product_length_cm", item.ProductLengthCm, index);
        violations.Amount("items[].product_height_cm", item.ProductHeightCm, index);
        violations.Amount("items[].product_width_cm", item.ProductWidthCm, index);
        violations.Count("items[].product_photos_qty", item.ProductPhotosQty, index);
        violations.Count("items[].product_name_length", item.ProductNameLength, index);
        violations.Count("items[].product_description_length", item.ProductDescriptionLength, index);
    }

    private static void CheckPayment(ref Violations violations, OrderPayment payment, int index)
    {
        violations.Text("payments[].payment_type", payment.PaymentType, index);
        violations.Count("payments[].payment_installments", payment.PaymentInstallments, index);
        violations.Amount("payments[].payment_value", payment.PaymentValue, index);
    }
}
