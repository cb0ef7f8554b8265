using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Ingestion;

/// <summary>One way in which a row can fall out of the events.</summary>
internal sealed record FaultKind(string File, string Column, string Rule)
{
    public static readonly FaultKind NoDeliveryTime = new(
        TableNames.Orders,
        "order_delivered_customer_date",
        "a delivered order needs a delivery time; it gives no event"
    );

    public static readonly FaultKind NoAnswerTime = new(
        TableNames.Reviews,
        "review_answer_timestamp",
        "a review needs an answer time; it gives no event"
    );

    public static readonly FaultKind ReviewOfUnknownOrder = new(
        TableNames.Reviews,
        "order_id",
        "must be in the orders table; the review gives no event"
    );

    public static readonly FaultKind RepeatedReview = new(
        TableNames.Reviews,
        "review_id",
        "the same review of the same order again; only the earliest answer counts"
    );

    public static readonly FaultKind ItemOfUnknownOrder = new(
        TableNames.Items,
        "order_id",
        "must be in the orders table; the item is ignored"
    );

    public static readonly FaultKind PaymentOfUnknownOrder = new(
        TableNames.Payments,
        "order_id",
        "must be in the orders table; the payment is ignored"
    );

    public static readonly FaultKind UnknownProduct = new(
        TableNames.Items,
        "product_id",
        "must be in the products table; the item has no product facts"
    );

    public static readonly FaultKind UnknownSeller = new(
        TableNames.Items,
        "seller_id",
        "must be in the sellers table; the item has no seller state"
    );

    public static readonly FaultKind UnknownCustomer = new(
        TableNames.Orders,
        "customer_id",
        "must be in the customers table; the order has no customer state"
    );

    public static readonly FaultKind RepeatedItem = new(
        TableNames.Items,
        "order_item_id",
        "the same item of the same order again; it counts as one more item"
    );

    public static readonly FaultKind RepeatedPayment = new(
        TableNames.Payments,
        "payment_sequential",
        "the same payment of the same order again; it counts as one more payment"
    );

    /// <summary>The kind for ids that differ from one of the other table in nothing but case and blanks.</summary>
    public FaultKind SpeltOtherwise =>
        this with
        {
            Rule = "differs from an id of the other table only in capitals or blanks; write both alike",
        };
}

/// <summary>Counts faults by kind and keeps the first places of each.</summary>
internal sealed class FaultLedger
{
    private readonly Dictionary<FaultKind, int> counts = [];
    private readonly List<RowFault> places = [];

    public IReadOnlyList<RowFault> Places => places;

    public int Count(FaultKind kind) => counts.GetValueOrDefault(kind);

    /// <summary>All kinds that were met, with their first place.</summary>
    public IReadOnlyList<FaultTotal> Totals =>
        [
            .. counts.Select(count => new FaultTotal(
                count.Key.File,
                count.Key.Column,
                count.Value,
                places.First(place => place.File == count.Key.File && place.Rule == count.Key.Rule)
            )),
        ];

    public void Add(FaultKind kind, int line, string value)
    {
        var count = Count(kind) + 1;
        counts[kind] = count;
        if (count <= IngestionSummary.PlacesPerKind)
            places.Add(new(kind.File, line, kind.Column, value, kind.Rule));
    }
}
