using System.Globalization;
using Streaming.Contracts.Events;

namespace Streaming.Contracts.Rules;

/// <summary>The fields of an order event that can be flagged.</summary>
public enum OrderField : byte
{
    CustomerUniqueId,
    CustomerZipCodePrefix,
    CustomerState,
    PurchasedAt,
    ApprovedAt,
    HandedToCarrierAt,
    DeliveredAt,
    EstimatedDeliveryAt,
    OrderItemId,
    SellerState,
    ProductCategoryName,
    Price,
    FreightValue,
    ShippingLimitAt,
    ProductWeightG,
    ProductLengthCm,
    ProductHeightCm,
    ProductWidthCm,
    ProductPhotosQty,
    ProductNameLength,
    ProductDescriptionLength,
    PaymentSequential,
    PaymentType,
    PaymentInstallments,
    PaymentValue,
}

/// <summary>Names and contents of the fields.</summary>
public static class OrderFields
{
    /// <summary>As in the schema, with the list it is in: <c>items[].price</c>. Indexed by the field.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "customer_unique_id",
        "customer_zip_code_prefix",
        "customer_state",
        "purchased_at",
        "approved_at",
        "handed_to_carrier_at",
        "delivered_at",
        "estimated_delivery_at",
        "items[].order_item_id",
        "items[].seller_state",
        "items[].product_category_name",
        "items[].price",
        "items[].freight_value",
        "items[].shipping_limit_at",
        "items[].product_weight_g",
        "items[].product_length_cm",
        "items[].product_height_cm",
        "items[].product_width_cm",
        "items[].product_photos_qty",
        "items[].product_name_length",
        "items[].product_description_length",
        "payments[].payment_sequential",
        "payments[].payment_type",
        "payments[].payment_installments",
        "payments[].payment_value",
    ];

    /// <summary>Whether it says who the customer is: then its value is shown nowhere.</summary>
    public static bool IsPersonal(OrderField field) => field is OrderField.CustomerUniqueId or OrderField.CustomerZipCodePrefix;

    /// <summary>A time of the order itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The field is no such time.</exception>
    public static LocalTime? Time(OrderDelivered order, OrderField field) =>
        field switch
        {
            OrderField.PurchasedAt => order.PurchasedAt,
            OrderField.ApprovedAt => order.ApprovedAt,
            OrderField.HandedToCarrierAt => order.HandedToCarrierAt,
            OrderField.DeliveredAt => order.DeliveredAt,
            OrderField.EstimatedDeliveryAt => order.EstimatedDeliveryAt,
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "no time of an order"),
        };

    /// <summary>What the field holds, as text; empty for nothing and for what is personal.</summary>
    /// <param name="order">The order.</param>
    /// <param name="field">Which field.</param>
    /// <param name="index">Of the item or payment; ignored outside lists.</param>
    public static string Show(OrderDelivered order, OrderField field, int index) =>
        field switch
        {
            _ when IsPersonal(field) => "",
            OrderField.CustomerState => order.CustomerState ?? "",
            <= OrderField.EstimatedDeliveryAt => Time(order, field)?.ToString() ?? "",
            >= OrderField.PaymentSequential => Show(order.Payments[index], field),
            _ => Show(order.Items[index], field),
        };

    private static string Show(OrderItem item, OrderField field) =>
        field switch
        {
            OrderField.OrderItemId => Text(item.OrderItemId),
            OrderField.SellerState => item.SellerState ?? "",
            OrderField.ProductCategoryName => item.ProductCategoryName ?? "",
            OrderField.Price => Text(item.Price),
            OrderField.FreightValue => Text(item.FreightValue),
            OrderField.ShippingLimitAt => item.ShippingLimitAt?.ToString() ?? "",
            OrderField.ProductWeightG => Text(item.ProductWeightG),
            OrderField.ProductLengthCm => Text(item.ProductLengthCm),
            OrderField.ProductHeightCm => Text(item.ProductHeightCm),
            OrderField.ProductWidthCm => Text(item.ProductWidthCm),
            OrderField.ProductPhotosQty => Text(item.ProductPhotosQty),
            OrderField.ProductNameLength => Text(item.ProductNameLength),
            _ => Text(item.ProductDescriptionLength),
        };

    private static string Show(OrderPayment payment, OrderField field) =>
        field switch
        {
            OrderField.PaymentSequential => Text(payment.PaymentSequential),
            OrderField.PaymentType => payment.PaymentType,
            OrderField.PaymentInstallments => Text(payment.PaymentInstallments),
            _ => Text(payment.PaymentValue),
        };

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
