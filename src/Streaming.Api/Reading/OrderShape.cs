using System.Text.Json;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Models.Policy;

namespace Streaming.Api.Reading;

/// <summary>The fields of an order in a request: those of the event <c>order-delivered</c>, of which only the delivery's time must be
/// known.</summary>
internal static class OrderShape
{
    private const double LargestAmount = 1e9;

    public static readonly JsonShape<ItemDraft> Item = new(
        "OrderItem",
        "One row of the order's items.",
        Text<ItemDraft>("product_id", "Identifies the product.", (item, value) => item.ProductId = value) with
        {
            IsRequired = true,
        },
        Text<ItemDraft>("seller_id", "Identifies the seller.", (item, value) => item.SellerId = value) with
        {
            IsRequired = true,
        },
        Amount<ItemDraft>("price", "BRL.", (item, value) => item.Price = value) with
        {
            IsRequired = true,
        },
        Amount<ItemDraft>("freight_value", "BRL.", (item, value) => item.FreightValue = value) with
        {
            IsRequired = true,
        },
        Whole<ItemDraft>(
            "order_item_id",
            "Its number within the order; by its place where it is not said.",
            int.MinValue,
            (item, value) => item.OrderItemId = value
        ),
        Text<ItemDraft>("seller_state", "Two-letter state of the seller.", (item, value) => item.SellerState = value),
        Text<ItemDraft>("product_category_name", "Category as the shop names it.", (item, value) => item.ProductCategoryName = value),
        Time<ItemDraft>(
            "shipping_limit_at",
            "Until when the seller has to hand the item to the carrier.",
            (item, value) => item.ShippingLimitAt = value
        ),
        Amount<ItemDraft>("product_weight_g", "Grams.", (item, value) => item.ProductWeightG = value),
        Amount<ItemDraft>("product_length_cm", "Centimetres.", (item, value) => item.ProductLengthCm = value),
        Amount<ItemDraft>("product_height_cm", "Centimetres.", (item, value) => item.ProductHeightCm = value),
        Amount<ItemDraft>("product_width_cm", "Centimetres.", (item, value) => item.ProductWidthCm = value),
        Whole<ItemDraft>("product_photos_qty", "Photos on the product's page.", 0, (item, value) => item.ProductPhotosQty = value),
        Whole<ItemDraft>("product_name_length", "Characters.", 0, (item, value) => item.ProductNameLength = value),
        Whole<ItemDraft>("product_description_length", "Characters.", 0, (item, value) => item.ProductDescriptionLength = value)
    );

    public static readonly JsonShape<PaymentDraft> Payment = new(
        "OrderPayment",
        "One payment of the order.",
        Whole<PaymentDraft>(
            "payment_sequential",
            "Its number within the order; by its place where it is not said.",
            int.MinValue,
            (payment, value) => payment.PaymentSequential = value
        ),
        Text<PaymentDraft>(
            "payment_type",
            "Such as credit_card, boleto, voucher, debit_card.",
            (payment, value) => payment.PaymentType = value
        ) with
        {
            IsRequired = true,
        },
        Whole<PaymentDraft>(
            "payment_installments",
            "Number of instalments.",
            0,
            (payment, value) => payment.PaymentInstallments = value
        ) with
        {
            IsRequired = true,
        },
        Amount<PaymentDraft>("payment_value", "BRL.", (payment, value) => payment.PaymentValue = value) with
        {
            IsRequired = true,
        }
    );

    public static readonly JsonShape<OrderDraft> Order = new(
        "Order",
        "What is known about an order at its delivery. What is left out or null is not known: features that follow from it are missing.",
        Text<OrderDraft>("event_id", "Identifies the event; no feature reads it.", (order, value) => order.EventId = value),
        Whole<OrderDraft>("version", "1, or higher for a correction.", 1, (order, value) => order.Version = value),
        Time<OrderDraft>(
            "recorded_at",
            "When the delivery was recorded; its own time where it is not said.",
            (order, value) => order.RecordedAt = value
        ),
        Text<OrderDraft>("order_id", "Finds the order's own reviews.", (order, value) => order.OrderId = value),
        Text<OrderDraft>("customer_id", "No feature reads it.", (order, value) => order.CustomerId = value),
        Text<OrderDraft>("customer_unique_id", "No feature reads it.", (order, value) => order.CustomerUniqueId = value),
        new JsonField<OrderDraft>(
            "customer_zip_code_prefix",
            FieldKind.PostalCode,
            PostalCode.Rule,
            "First digits of the customer's postal code.",
            (value, order) =>
                Put(JsonValues.PostalPrefix(value), order, (into, prefix) => into.CustomerZipCodePrefix = prefix.Length > 0 ? prefix : null)
        ),
        Text<OrderDraft>("customer_state", "Two-letter state of the customer.", (order, value) => order.CustomerState = value),
        Time<OrderDraft>("purchased_at", "When the order was placed.", (order, value) => order.PurchasedAt = value),
        Time<OrderDraft>("approved_at", "When the payment was approved.", (order, value) => order.ApprovedAt = value),
        Time<OrderDraft>("handed_to_carrier_at", "When the carrier got the parcel.", (order, value) => order.HandedToCarrierAt = value),
        Time<OrderDraft>("delivered_at", "When the customer got the parcel.", (order, value) => order.DeliveredAt = value) with
        {
            IsRequired = true,
        },
        Time<OrderDraft>(
            "estimated_delivery_at",
            "The delivery time promised at purchase.",
            (order, value) => order.EstimatedDeliveryAt = value
        ),
        List<OrderDraft, ItemDraft>(
            "items",
            "One row per unit. An empty list says that there are none.",
            Item,
            (order, rows) => order.Items = rows
        ),
        List<OrderDraft, PaymentDraft>("payments", "One row per payment.", Payment, (order, rows) => order.Payments = rows)
    );

    private static JsonField<T> Text<T>(string name, string meaning, Action<T, string> put) =>
        new(name, FieldKind.Text, "a text", meaning, (value, into) => Put(JsonValues.Text(value), into, put));

    private static JsonField<T> Time<T>(string name, string meaning, Action<T, LocalTime> put) =>
        new(
            name,
            FieldKind.Time,
            "a local time such as 2018-05-31 23:59:59, without a zone",
            meaning,
            (value, into) => Put(JsonValues.Time(value), into, put)
        );

    private static JsonField<T> Amount<T>(string name, string meaning, Action<T, double> put) =>
        new(name, FieldKind.Number, "a number from 0 to 1e9", meaning, (value, into) => Put(JsonValues.Number(value), into, put))
        {
            Least = 0,
            Most = LargestAmount,
        };

    private static JsonField<T> Whole<T>(string name, string meaning, int least, Action<T, int> put) =>
        new(name, FieldKind.Whole, "a whole number", meaning, (value, into) => Put(JsonValues.Whole(value), into, put))
        {
            Least = least,
            Most = int.MaxValue,
        };

    private static JsonField<T> List<T, TRow>(string name, string meaning, JsonShape<TRow> shape, Action<T, List<TRow>> put)
        where TRow : new() =>
        new(name, FieldKind.List, $"a list of objects of {shape.Name}", meaning, (_, _) => true)
        {
            Row = shape,
            ReadRows = (value, into, path, problems) =>
            {
                if (value.ValueKind != JsonValueKind.Array)
                {
                    problems.Add(path.Of(name), value, $"a list of objects of {shape.Name}");
                    return;
                }

                var rows = new List<TRow>(value.GetArrayLength());
                foreach (var element in value.EnumerateArray())
                {
                    var row = new TRow();
                    shape.Read(element, row, path with { List = name, Row = rows.Count }, problems);
                    rows.Add(row);
                }

                put(into, rows);
            },
        };

    private static bool Put<T, TValue>(TValue? value, T into, Action<T, TValue> put)
        where TValue : struct
    {
        if (value is not { } read)
            return false;
        put(into, read);
        return true;
    }

    private static bool Put<T>(string? value, T into, Action<T, string> put)
    {
        if (value is null)
            return false;
        put(into, value);
        return true;
    }
}
