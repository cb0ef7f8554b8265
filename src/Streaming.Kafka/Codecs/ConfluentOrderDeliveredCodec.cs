using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/order-delivered.avsc</c>.</summary>
internal sealed class ConfluentOrderDeliveredCodec()
    : ConfluentCodec<OrderDelivered, Generated.OrderDelivered>("order-delivered", ValueRules.LongestList)
{
    private protected override OrderDelivered ToRecord(Generated.OrderDelivered read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            OrderId = read.order_id,
            CustomerId = read.customer_id,
            CustomerUniqueId = read.customer_unique_id,
            CustomerZipCodePrefix = read.customer_zip_code_prefix,
            CustomerState = read.customer_state,
            PurchasedAt = read.purchased_at,
            ApprovedAt = read.approved_at,
            HandedToCarrierAt = read.handed_to_carrier_at,
            DeliveredAt = read.delivered_at,
            EstimatedDeliveryAt = read.estimated_delivery_at,
            Items = read.items.Select(ToItem).ToArray(),
            Payments = read.payments.Select(ToPayment).ToArray(),
        };

    private protected override Generated.OrderDelivered FromRecord(OrderDelivered value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            order_id = Text("order_id", value.OrderId),
            customer_id = Text("customer_id", value.CustomerId),
            customer_unique_id = OptionalText("customer_unique_id", value.CustomerUniqueId),
            customer_zip_code_prefix = OptionalText("customer_zip_code_prefix", value.CustomerZipCodePrefix),
            customer_state = OptionalText("customer_state", value.CustomerState),
            purchased_at = value.PurchasedAt,
            approved_at = value.ApprovedAt,
            handed_to_carrier_at = value.HandedToCarrierAt,
            delivered_at = value.DeliveredAt,
            estimated_delivery_at = value.EstimatedDeliveryAt,
            items = Rows("items", value.Items, FromItem),
            payments = Rows("payments", value.Payments, FromPayment),
        };

    private static OrderItem ToItem(Generated.OrderItem read) =>
        new()
        {
            OrderItemId = read.order_item_id,
            ProductId = read.product_id,
            SellerId = read.seller_id,
            SellerState = read.seller_state,
            ProductCategoryName = read.product_category_name,
            Price = read.price,
            FreightValue = read.freight_value,
            ShippingLimitAt = read.shipping_limit_at,
            ProductWeightG = read.product_weight_g,
            ProductLengthCm = read.product_length_cm,
            ProductHeightCm = read.product_height_cm,
            ProductWidthCm = read.product_width_cm,
            ProductPhotosQty = read.product_photos_qty,
            ProductNameLength = read.product_name_length,
            ProductDescriptionLength = read.product_description_length,
        };

    private static Generated.OrderItem FromItem(OrderItem value) =>
        new()
        {
            order_item_id = value.OrderItemId,
            product_id = Text("items.product_id", value.ProductId),
            seller_id = Text("items.seller_id", value.SellerId),
            seller_state = OptionalText("items.seller_state", value.SellerState),
            product_category_name = OptionalText("items.product_category_name", value.ProductCategoryName),
            price = value.Price,
            freight_value = value.FreightValue,
            shipping_limit_at = value.ShippingLimitAt,
            product_weight_g = value.ProductWeightG,
            product_length_cm = value.ProductLengthCm,
            product_height_cm = value.ProductHeightCm,
            product_width_cm = value.ProductWidthCm,
            product_photos_qty = value.ProductPhotosQty,
            product_name_length = value.ProductNameLength,
            product_description_length = value.ProductDescriptionLength,
        };

    private static OrderPayment ToPayment(Generated.OrderPayment read) =>
        new()
        {
            PaymentSequential = read.payment_sequential,
            PaymentType = read.payment_type,
            PaymentInstallments = read.payment_installments,
            PaymentValue = read.payment_value,
        };

    private static Generated.OrderPayment FromPayment(OrderPayment value) =>
        new()
        {
            payment_sequential = value.PaymentSequential,
            payment_type = Text("payments.payment_type", value.PaymentType),
            payment_installments = value.PaymentInstallments,
            payment_value = value.PaymentValue,
        };
}
