using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Console.Pages.Try;

/// <summary>What a field takes.</summary>
public enum TryFieldKind
{
    Text,
    Number,
    Time,
}

/// <summary>A field of the form.</summary>
/// <param name="Name">As the API names it.</param>
/// <param name="Label">For people.</param>
/// <param name="IsRequired">An order, or a row that has anything, cannot be scored without it.</param>
public sealed record TryField(string Name, string Label, TryFieldKind Kind = TryFieldKind.Number, bool IsRequired = false);

/// <summary>The fields of an order that a person can enter, and what the API is asked with. Pure.</summary>
public static class TryForm
{
    /// <summary>Rows of items or payments that the form holds.</summary>
    public const int MostRows = 8;

    /// <summary>Stands for a seller or a product that nobody named: nothing is known of its past.</summary>
    private const string Unheard = "(never seen)";

    public static readonly IReadOnlyList<TryField> Order =
    [
        new("delivered_at", "Delivered", TryFieldKind.Time, IsRequired: true),
        new("estimated_delivery_at", "Promised", TryFieldKind.Time),
        new("purchased_at", "Purchased", TryFieldKind.Time),
        new("approved_at", "Payment approved", TryFieldKind.Time),
        new("handed_to_carrier_at", "With the carrier", TryFieldKind.Time),
        new("customer_state", "Customer's state", TryFieldKind.Text),
        new("customer_zip_code_prefix", "Customer's postal code, first digits", TryFieldKind.Text),
    ];

    public static readonly IReadOnlyList<TryField> Item =
    [
        new("product_category_name", "Category", TryFieldKind.Text),
        new("price", "Price, BRL", IsRequired: true),
        new("freight_value", "Freight, BRL", IsRequired: true),
        new("seller_id", "Seller's id", TryFieldKind.Text),
        new("seller_state", "Seller's state", TryFieldKind.Text),
        new("product_id", "Product's id", TryFieldKind.Text),
        new("shipping_limit_at", "To hand over until", TryFieldKind.Time),
        new("product_weight_g", "Weight, g"),
        new("product_length_cm", "Length, cm"),
        new("product_height_cm", "Height, cm"),
        new("product_width_cm", "Width, cm"),
        new("product_photos_qty", "Photos"),
        new("product_name_length", "Characters of the name"),
        new("product_description_length", "Characters of the description"),
    ];

    public static readonly IReadOnlyList<TryField> Payment =
    [
        new("payment_type", "Means of payment", TryFieldKind.Text, IsRequired: true),
        new("payment_value", "Amount, BRL", IsRequired: true),
        new("payment_installments", "Instalments", IsRequired: true),
    ];

    /// <summary>The 20 fields of the predecessor's form.</summary>
    public static readonly IReadOnlyList<TryField> Predecessor =
    [
        new("delivery_time_days", "Days from purchase to delivery"),
        new("estimated_delivery_days", "Days from purchase to promise"),
        new("is_late_delivery", "Late, 0 or 1"),
        new("carrier_handling_time", "Days from approval to carrier"),
        new("order_hour", "Hour of the purchase, 0 to 23"),
        new("order_day_of_week", "Day of week, Monday 0"),
        new("order_month", "Month, 1 to 12"),
        new("is_weekend_order", "Weekend, 0 or 1"),
        new("order_items_count", "Items"),
        new("total_price", "Price of all, BRL"),
        new("total_freight", "Freight of all, BRL"),
        new("avg_item_price", "Mean price, BRL"),
        new("product_photos_qty", "Photos"),
        new("product_description_length", "Characters of the description"),
        new("payment_value", "Paid, BRL"),
        new("payment_installments", "Instalments"),
        new("used_installments", "Paid in instalments, 0 or 1"),
        new("product_category_name", "Category", TryFieldKind.Text),
        new("payment_type", "Means of payment", TryFieldKind.Text),
        new("customer_state", "Customer's state", TryFieldKind.Text),
    ];

    /// <summary>The name of a field of a row in the form, as the API names its place.</summary>
    public static string Of(string list, int row, string name) => string.Create(CultureInfo.InvariantCulture, $"{list}[{row}].{name}");

    /// <summary>A streamed order as the form holds it. Names no person.</summary>
    public static Dictionary<string, string> Values(OrderDelivered order)
    {
        var values = new Dictionary<string, string>();
        Put("delivered_at", order.DeliveredAt);
        Put("estimated_delivery_at", order.EstimatedDeliveryAt);
        Put("purchased_at", order.PurchasedAt);
        Put("approved_at", order.ApprovedAt);
        Put("handed_to_carrier_at", order.HandedToCarrierAt);
        Put("customer_state", order.CustomerState);
        Put("customer_zip_code_prefix", order.CustomerZipCodePrefix);
        foreach (var (row, item) in order.Items.Take(MostRows).Index())
        {
            Put(Of("items", row, "product_category_name"), item.ProductCategoryName);
            Put(Of("items", row, "price"), item.Price);
            Put(Of("items", row, "freight_value"), item.FreightValue);
            Put(Of("items", row, "seller_id"), item.SellerId);
            Put(Of("items", row, "seller_state"), item.SellerState);
            Put(Of("items", row, "product_id"), item.ProductId);
            Put(Of("items", row, "shipping_limit_at"), item.ShippingLimitAt);
            Put(Of("items", row, "product_weight_g"), item.ProductWeightG);
            Put(Of("items", row, "product_length_cm"), item.ProductLengthCm);
            Put(Of("items", row, "product_height_cm"), item.ProductHeightCm);
            Put(Of("items", row, "product_width_cm"), item.ProductWidthCm);
            Put(Of("items", row, "product_photos_qty"), item.ProductPhotosQty);
            Put(Of("items", row, "product_name_length"), item.ProductNameLength);
            Put(Of("items", row, "product_description_length"), item.ProductDescriptionLength);
        }

        foreach (var (row, payment) in order.Payments.Take(MostRows).Index())
        {
            Put(Of("payments", row, "payment_type"), payment.PaymentType);
            Put(Of("payments", row, "payment_value"), payment.PaymentValue);
            Put(Of("payments", row, "payment_installments"), payment.PaymentInstallments);
        }

        return values;

        void Put(string name, object? value)
        {
            if (value is LocalTime time)
                values[name] = ToInput(time);
            else if (value is not null)
                values[name] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }
    }

    /// <summary>What the API is asked: what is blank is left out and so not known.</summary>
    /// <param name="values">By the names of the form.</param>
    /// <param name="orderId">Of a streamed order, whose own reviews must not speak for it; null for one that is made up.</param>
    public static JsonElement ToOrder(IReadOnlyDictionary<string, string> values, string? orderId)
    {
        var order = new JsonObject();
        if (orderId is not null)
            order["order_id"] = orderId;
        Fill(order, Order, name => name, values);
        AddRows("items", Item, row => (row["seller_id"], row["product_id"]) = (row["seller_id"] ?? Unheard, row["product_id"] ?? Unheard));
        AddRows("payments", Payment, _ => { });
        return JsonSerializer.SerializeToElement(order);

        void AddRows(string list, IReadOnlyList<TryField> fields, Action<JsonObject> complete)
        {
            var rows = new JsonArray();
            for (var i = 0; i < MostRows; i++)
            {
                var row = new JsonObject();
                Fill(row, fields, name => Of(list, i, name), values);
                if (row.Count == 0)
                    continue;
                complete(row);
                rows.Add(row);
            }

            if (rows.Count > 0)
                order[list] = rows;
        }
    }

    /// <summary>The same with the predecessor's fields.</summary>
    public static JsonElement ToPredecessor(IReadOnlyDictionary<string, string> values)
    {
        var body = new JsonObject();
        Fill(body, Predecessor, name => name, values);
        return JsonSerializer.SerializeToElement(body);
    }

    private static void Fill(
        JsonObject into,
        IReadOnlyList<TryField> fields,
        Func<string, string> nameOf,
        IReadOnlyDictionary<string, string> values
    )
    {
        foreach (var field in fields)
        {
            if (!values.TryGetValue(nameOf(field.Name), out var value) || string.IsNullOrWhiteSpace(value))
                continue;
            // what is no number goes as the text that it is: the API says what it must be
            into[field.Name] = field.Kind switch
            {
                TryFieldKind.Number when double.TryParse(value, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
                    number,
                TryFieldKind.Time => FromInput(value),
                _ => value.Trim(),
            };
        }
    }

    /// <summary>As an input for local times holds it.</summary>
    private static string ToInput(LocalTime time) => time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Browsers leave the seconds out where there are none.</summary>
    private static string FromInput(string value)
    {
        var text = value.Trim().Replace('T', ' ');
        return text.Length == "2018-05-31 23:59".Length ? text + ":00" : text;
    }
}
