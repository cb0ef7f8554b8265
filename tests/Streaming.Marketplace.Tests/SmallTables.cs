using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Testing;

namespace Streaming.Marketplace.Tests;

/// <summary>A folder with a small valid marketplace of two orders; tests change one table and read it again.</summary>
internal sealed class SmallTables : IDisposable
{
    private const string OrdersHeader =
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,"
        + "order_delivered_customer_date,order_estimated_delivery_date";

    private const string ReviewsHeader =
        "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp";

    private readonly TemporaryFolder folder = new();

    public SmallTables()
    {
        Orders(
            "o1,c1,delivered,2018-01-01 10:00:00,2018-01-01 10:05:00,2018-01-02 08:00:00,2018-01-09 18:00:00,2018-01-20 00:00:00",
            "o2,c2,shipped,2018-01-03 11:00:00,2018-01-03 11:10:00,2018-01-04 09:00:00,,2018-01-22 00:00:00"
        );
        Write(
            TableNames.Items,
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
            "o1,1,p1,s1,2018-01-05 10:05:00,58.90,13.29",
            "o2,1,p2,s2,2018-01-07 11:10:00,20.00,7.50"
        );
        Write(
            TableNames.Payments,
            "order_id,payment_sequential,payment_type,payment_installments,payment_value",
            "o1,1,credit_card,2,72.19",
            "o2,1,boleto,1,27.50"
        );
        Reviews("r1,o1,5,,Muito bom,2018-01-10 00:00:00,2018-01-11 12:00:00");
        Write(
            TableNames.Customers,
            "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
            "c1,u1,01003,sao paulo,SP",
            "c2,u2,20010,rio de janeiro,RJ"
        );
        Write(
            TableNames.Products,
            "product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty,product_weight_g,"
                + "product_length_cm,product_height_cm,product_width_cm",
            "p1,perfumaria,40,287,1,225,16,10,14",
            "p2,,,,,0,30,18,20"
        );
        Write(
            TableNames.Sellers,
            "seller_id,seller_zip_code_prefix,seller_city,seller_state",
            "s1,13023,campinas,SP",
            "s2,80010,curitiba,PR"
        );
    }

    public string Path => folder.Path;

    public void Orders(params string[] rows) => Write(TableNames.Orders, [OrdersHeader, .. rows]);

    public void Reviews(params string[] rows) => Write(TableNames.Reviews, [ReviewsHeader, .. rows]);

    public void Write(string table, params string[] lines) => WriteText(table, string.Join('\n', lines) + "\n");

    public void WriteText(string table, string text) => System.IO.File.WriteAllText(File(table), text);

    public void Append(string table, string text) => System.IO.File.AppendAllText(File(table), text);

    public string Text(string table) => System.IO.File.ReadAllText(File(table));

    public string File(string table) => System.IO.Path.Combine(Path, table);

    public OlistTables Read() => OlistTables.Read(Path);

    public EventLog Log() => EventLog.Read(Path);

    public TableException Refused() => Assert.Throws<TableException>(Read);

    public void Dispose() => folder.Dispose();
}
