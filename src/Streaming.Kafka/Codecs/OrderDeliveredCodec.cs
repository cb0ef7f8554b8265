using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/order-delivered.avsc</c>; an initializer runs in the order in which it is written.</summary>
internal sealed class OrderDeliveredCodec() : AvroCodec<OrderDelivered>("order-delivered")
{
    private const int FewestOrderItemBytes = 29;

    private const int FewestOrderPaymentBytes = 11;

    private protected override OrderDelivered Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.LocalTime("recorded_at"),
            OrderId = reader.String("order_id"),
            CustomerId = reader.String("customer_id"),
            CustomerUniqueId = reader.OptionalString("customer_unique_id"),
            CustomerZipCodePrefix = reader.OptionalString("customer_zip_code_prefix"),
            CustomerState = reader.OptionalString("customer_state"),
            PurchasedAt = reader.LocalTime("purchased_at"),
            ApprovedAt = reader.OptionalLocalTime("approved_at"),
            HandedToCarrierAt = reader.OptionalLocalTime("handed_to_carrier_at"),
            DeliveredAt = reader.LocalTime("delivered_at"),
            EstimatedDeliveryAt = reader.OptionalLocalTime("estimated_delivery_at"),
            Items = reader.Array("items", FewestOrderItemBytes, ReadOrderItem, ValueRules.LongestList),
            Payments = reader.Array("payments", FewestOrderPaymentBytes, ReadOrderPayment, ValueRules.LongestList),
        };

    private protected override void Write(OrderDelivered value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.LocalTime(value.RecordedAt);
        writer.String("order_id", value.OrderId);
        writer.String("customer_id", value.CustomerId);
        writer.OptionalString("customer_unique_id", value.CustomerUniqueId);
        writer.OptionalString("customer_zip_code_prefix", value.CustomerZipCodePrefix);
        writer.OptionalString("customer_state", value.CustomerState);
        writer.LocalTime(value.PurchasedAt);
        writer.OptionalLocalTime(value.ApprovedAt);
        writer.OptionalLocalTime(value.HandedToCarrierAt);
        writer.LocalTime(value.DeliveredAt);
        writer.OptionalLocalTime(value.EstimatedDeliveryAt);
        writer.Array("items", value.Items, WriteOrderItem);
        writer.Array("payments", value.Payments, WriteOrderPayment);
    }

    private static OrderItem ReadOrderItem(ref AvroReader reader) =>
        new()
        {
            OrderItemId = reader.Int("items.order_item_id"),
            ProductId = reader.String("items.product_id"),
            SellerId = reader.String("items.seller_id"),
            SellerState = reader.OptionalString("items.seller_state"),
            ProductCategoryName = reader.OptionalString("items.product_category_name"),
            Price = reader.Double("items.price"),
            FreightValue = reader.Double("items.freight_value"),
            ShippingLimitAt = reader.OptionalLocalTime("items.shipping_limit_at"),
            ProductWeightG = reader.OptionalDouble("items.product_weight_g"),
            ProductLengthCm = reader.OptionalDouble("items.product_length_cm"),
            ProductHeightCm = reader.OptionalDouble("items.product_height_cm"),
            ProductWidthCm = reader.OptionalDouble("items.product_width_cm"),
            ProductPhotosQty = reader.OptionalInt("items.product_photos_qty"),
            ProductNameLength = reader.OptionalInt("items.product_name_length"),
            ProductDescriptionLength = reader.OptionalInt("items.product_description_length"),
        };

    private static void WriteOrderItem(AvroWriter writer, OrderItem value)
    {
        writer.Int(value.OrderItemId);
        writer.String("items.product_id", value.ProductId);
        writer.String("items.seller_id", value.SellerId);
        writer.OptionalString("items.seller_state", value.SellerState);
        writer.OptionalString("items.product_category_name", value.ProductCategoryName);
        writer.Double(value.Price);
        writer.Double(value.FreightValue);
        writer.OptionalLocalTime(value.ShippingLimitAt);
        writer.OptionalDouble(value.ProductWeightG);
        writer.OptionalDouble(value.ProductLengthCm);
        writer.OptionalDouble(value.ProductHeightCm);
        writer.OptionalDouble(value.ProductWidthCm);
        writer.OptionalInt(value.ProductPhotosQty);
        writer.OptionalInt(value.ProductNameLength);
        writer.OptionalInt(value.ProductDescriptionLength);
    }

    private static OrderPayment ReadOrderPayment(ref AvroReader reader) =>
        new()
        {
            PaymentSequential = reader.Int("payments.payment_sequential"),
            PaymentType = reader.String("payments.payment_type"),
            PaymentInstallments = reader.Int("payments.payment_installments"),
            PaymentValue = reader.Double("payments.payment_value"),
        };

    private static void WriteOrderPayment(AvroWriter writer, OrderPayment value)
    {
        writer.Int(value.PaymentSequential);
        writer.String("payments.payment_type", value.PaymentType);
        writer.Int(value.PaymentInstallments);
        writer.Double(value.PaymentValue);
    }
}
