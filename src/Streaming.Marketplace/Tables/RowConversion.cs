using Streaming.Marketplace.Synthetic;

namespace Streaming.Marketplace.Tables;

/// <summary>Turns the records of each table into rows and checks each value on its own.</summary>
public static class RowConversion
{
    public static readonly string[] OrderColumns =
    [
        "order_id",
        "customer_id",
        "order_status",
        "order_purchase_timestamp",
        "order_approved_at",
        "order_delivered_carrier_date",
        "order_delivered_customer_date",
        "order_estimated_delivery_date",
    ];

    public static readonly string[] ItemColumns =
    [
        "order_id",
        "order_item_id",
        "product_id",
        "seller_id",
        "shipping_limit_date",
        "price",
        "freight_value",
    ];

    public static readonly string[] PaymentColumns =
    [
        "order_id",
        "payment_sequential",
        "payment_type",
        "payment_installments",
        "payment_value",
    ];

    public static readonly string[] ReviewColumns =
    [
        "review_id",
        "order_id",
        "review_score",
        "review_comment_title",
        "review_comment_message",
        "review_creation_date",
        "review_answer_timestamp",
    ];

    public static readonly string[] CustomerColumns = ["customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_state"];

    /// <summary>"lenght" is how the published table spells it.</summary>
    public static readonly string[] ProductColumns =
    [
        "product_id",
        "product_category_name",
        "product_name_lenght",
        "product_description_lenght",
        "product_photos_qty",
        "product_weight_g",
        "product_length_cm",
        "product_height_cm",
        "product_width_cm",
    ];

    public static readonly string[] SellerColumns = ["seller_id", "seller_zip_code_prefix", "seller_state"];

    private const string OrderStatuses = "delivered, shipped, canceled, unavailable, invoiced, processing, created, approved";
    private static readonly HashSet<string> KnownStatuses = [.. OrderStatuses.Split(", ")];

    /// <summary>Stands where a number only orders rows and none is there.</summary>
    private const int NoNumber = 0;

    /// <summary>Stand where no number could be read; the contract of the events refuses them, as it would refuse the source's own
    /// event.</summary>
    private const int NoCount = -1,
        NoScore = 0;

    internal static OrderRow Order(TableRow r)
    {
        var status = Status(r, 2);
        if (!KnownStatuses.Contains(status))
            r.Note(2, $"none of {OrderStatuses}; the order gives no event");
        return new(
            r.Line,
            r.RequiredShared(0),
            r.RequiredShared(1),
            status,
            r.Time(3),
            r.OptionalTime(4),
            r.OptionalTime(5),
            r.OptionalTime(6),
            r.OptionalTime(7)
        );
    }

    /// <summary>As the published table writes it; blanks around it and capitals do not count.</summary>
    public static string Status(TableRow r, int column)
    {
        var status = r.RequiredShared(column);
        if (KnownStatuses.Contains(status))
            return status;
        var meant = status.Trim().ToLowerInvariant();
        if (!KnownStatuses.TryGetValue(meant, out var known))
            return status;
        r.Note(column, $"is read as {known}");
        return known;
    }

    internal static ItemRow Item(TableRow r) =>
        new(
            r.Line,
            r.RequiredShared(0),
            r.Integer(1, NoNumber),
            r.RequiredShared(2),
            r.RequiredShared(3),
            r.OptionalTime(4),
            r.Number(5),
            r.Number(6)
        );

    internal static PaymentRow Payment(TableRow r) =>
        new(r.Line, r.RequiredShared(0), r.Integer(1, NoNumber), r.RequiredShared(2), r.Integer(3, NoCount), r.Number(4));

    internal static ReviewRow Review(TableRow r)
    {
        var score = r.Integer(2, NoScore);
        if (score is < 1 or > 5)
            r.Refuse(2, "must be a score from 1 to 5");
        return new(r.Line, r.RequiredShared(0), r.RequiredShared(1), score, r.Text(3), r.Text(4), r.OptionalTime(5), r.OptionalTime(6));
    }

    internal static CustomerRow Customer(TableRow r) => new(r.Line, r.RequiredShared(0), r.Shared(1), r.PostalPrefix(2), r.Shared(3));

    internal static ProductRow Product(TableRow r) =>
        new(
            r.Line,
            r.RequiredShared(0),
            r.Shared(1),
            r.OptionalInteger(2),
            r.OptionalInteger(3),
            r.OptionalInteger(4),
            r.OptionalNumber(5),
            r.OptionalNumber(6),
            r.OptionalNumber(7),
            r.OptionalNumber(8)
        );

    internal static SellerRow Seller(TableRow r) => new(r.Line, r.RequiredShared(0), r.Shared(1), r.Shared(2));
}
