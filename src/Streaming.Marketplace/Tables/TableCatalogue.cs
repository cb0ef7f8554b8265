using Streaming.Contracts.Rules;

namespace Streaming.Marketplace.Tables;

/// <summary>A column that events are made from.</summary>
/// <param name="Name">As in the header.</param>
/// <param name="Kind">What it must hold.</param>
/// <param name="IsRequired">Without it, or with a text of another kind, the row gives no event that could be scored or counted.</param>
/// <param name="Field">The field of the order event that it becomes.</param>
/// <param name="IsPersonal">Says who somebody is, or is free text: shown nowhere.</param>
public sealed record KnownColumn(string Name, ColumnKind Kind, bool IsRequired = false, OrderField? Field = null, bool IsPersonal = false);

/// <summary>What the program itself must know about the tables, whatever <c>schema.yaml</c> says of them.</summary>
public static class TableCatalogue
{
    /// <summary>By table.</summary>
    public static readonly IReadOnlyDictionary<string, KnownColumn[]> Tables = new Dictionary<string, KnownColumn[]>
    {
        [TableNames.Orders] =
        [
            new("order_id", ColumnKind.Text, true),
            new("customer_id", ColumnKind.Text, true, IsPersonal: true),
            new("order_status", ColumnKind.Text),
            new("order_purchase_timestamp", ColumnKind.Time, true, OrderField.PurchasedAt),
            new("order_approved_at", ColumnKind.Time, Field: OrderField.ApprovedAt),
            new("order_delivered_carrier_date", ColumnKind.Time, Field: OrderField.HandedToCarrierAt),
            new("order_delivered_customer_date", ColumnKind.Time, Field: OrderField.DeliveredAt),
            new("order_estimated_delivery_date", ColumnKind.Time, Field: OrderField.EstimatedDeliveryAt),
        ],
        [TableNames.Items] =
        [
            new("order_id", ColumnKind.Text, true),
            new("order_item_id", ColumnKind.Whole, Field: OrderField.OrderItemId),
            new("product_id", ColumnKind.Text, true),
            new("seller_id", ColumnKind.Text, true),
            new("shipping_limit_date", ColumnKind.Time, Field: OrderField.ShippingLimitAt),
            new("price", ColumnKind.Number, true, OrderField.Price),
            new("freight_value", ColumnKind.Number, true, OrderField.FreightValue),
        ],
        [TableNames.Payments] =
        [
            new("order_id", ColumnKind.Text, true),
            new("payment_sequential", ColumnKind.Whole, Field: OrderField.PaymentSequential),
            new("payment_type", ColumnKind.Text, Field: OrderField.PaymentType),
            new("payment_installments", ColumnKind.Whole, true, OrderField.PaymentInstallments),
            new("payment_value", ColumnKind.Number, true, OrderField.PaymentValue),
        ],
        [TableNames.Reviews] =
        [
            new("review_id", ColumnKind.Text, true),
            new("order_id", ColumnKind.Text, true),
            new("review_score", ColumnKind.Whole, true),
            new("review_comment_title", ColumnKind.Text, IsPersonal: true),
            new("review_comment_message", ColumnKind.Text, IsPersonal: true),
            new("review_creation_date", ColumnKind.Time),
            new("review_answer_timestamp", ColumnKind.Time, true),
        ],
        [TableNames.Customers] =
        [
            new("customer_id", ColumnKind.Text, true, IsPersonal: true),
            new("customer_unique_id", ColumnKind.Text, Field: OrderField.CustomerUniqueId, IsPersonal: true),
            new("customer_zip_code_prefix", ColumnKind.Whole, Field: OrderField.CustomerZipCodePrefix, IsPersonal: true),
            new("customer_state", ColumnKind.Text, Field: OrderField.CustomerState),
        ],
        [TableNames.Products] =
        [
            new("product_id", ColumnKind.Text, true),
            new("product_category_name", ColumnKind.Text, Field: OrderField.ProductCategoryName),
            new("product_name_lenght", ColumnKind.Whole, Field: OrderField.ProductNameLength),
            new("product_description_lenght", ColumnKind.Whole, Field: OrderField.ProductDescriptionLength),
            new("product_photos_qty", ColumnKind.Whole, Field: OrderField.ProductPhotosQty),
            new("product_weight_g", ColumnKind.Number, Field: OrderField.ProductWeightG),
            new("product_length_cm", ColumnKind.Number, Field: OrderField.ProductLengthCm),
            new("product_height_cm", ColumnKind.Number, Field: OrderField.ProductHeightCm),
            new("product_width_cm", ColumnKind.Number, Field: OrderField.ProductWidthCm),
        ],
        [TableNames.Sellers] =
        [
            new("seller_id", ColumnKind.Text, true),
            new("seller_zip_code_prefix", ColumnKind.Whole, IsPersonal: true),
            new("seller_state", ColumnKind.Text, Field: OrderField.SellerState),
        ],
    };

    public static KnownColumn? Find(string table, string column) => Tables[table].FirstOrDefault(known => known.Name == column);

    /// <summary>Columns that the program does not know may hold anything about anybody.</summary>
    public static bool IsPersonal(string table, string column) => Find(table, column) is not { IsPersonal: false };
}
