using Streaming.Marketplace.Synthetic;

namespace Streaming.Marketplace.Tables;

/// <summary>File names of the tables, as Olist published them.</summary>
public static class TableNames
{
    public const string Orders = "olist_orders_dataset.csv";
    public const string Items = "olist_order_items_dataset.csv";
    public const string Payments = "olist_order_payments_dataset.csv";
    public const string Reviews = "olist_order_reviews_dataset.csv";
    public const string Customers = "olist_customers_dataset.csv";
    public const string Products = "olist_products_dataset.csv";
    public const string Sellers = "olist_sellers_dataset.csv";

    /// <summary>English names of the categories. Part of the data set, never needed: no event carries them.</summary>
    public const string Translation = "product_category_name_translation.csv";

    /// <summary>The tables without which there are no events.</summary>
    public static readonly IReadOnlyList<string> Required = [Orders, Items, Payments, Reviews, Customers, Products, Sellers];

    /// <summary>The same in reading order: what others refer to comes first. The hash of a folder follows it.</summary>
    public static readonly IReadOnlyList<string> ReadingOrder = [Sellers, Products, Customers, Orders, Items, Payments, Reviews];
}
