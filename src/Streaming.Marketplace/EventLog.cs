using Streaming.Contracts.Events;
using Streaming.Marketplace.Ingestion;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace;

/// <summary>A marketplace's history. Immutable.</summary>
public sealed class EventLog
{
    private EventLog(IReadOnlyList<MarketEvent> events, IngestionSummary summary)
    {
        Events = events;
        Summary = summary;
    }

    /// <summary>Deliveries and reviews in event-time order (<see cref="MarketEvent.Compare"/>).</summary>
    public IReadOnlyList<MarketEvent> Events { get; }

    public IngestionSummary Summary { get; }

    /// <summary>Reads the tables of a folder and builds their history.</summary>
    /// <exception cref="TableException">A file, a column or a value breaks its rule.</exception>
    public static EventLog Read(string directory, IProgress<TableProgress>? progress = null, CancellationToken cancellation = default) =>
        Build(OlistTables.Read(directory, progress, cancellation));

    /// <summary>
    /// One event per delivered order (status delivered and a delivery time) and one per review with an answer time and a known order.
    /// The source's record time is taken to be the time of the delivery or the answer itself. Never fails: what cannot become an event is
    /// counted in the summary.
    /// </summary>
    public static EventLog Build(OlistTables tables)
    {
        var faults = new FaultLedger();
        var orders = OrderJoin.Join(tables, faults);
        var reviews = ReviewJoin.Accept(tables.Reviews, orders, faults);

        var events = new List<MarketEvent>(orders.Count + reviews.Count);
        foreach (var order in orders.Values)
        {
            if (order.IsDelivered)
                events.Add(new(order.Delivery()));
            else if (order.Row.Status == "delivered")
                faults.Add(FaultKind.NoDeliveryTime, order.Row.Line, "");
        }

        foreach (var review in reviews)
            events.Add(new(review));
        var sorted = events.ToArray();
        Array.Sort(sorted, MarketEvent.Compare);
        return new(sorted, Summarise(tables, orders, reviews, faults));
    }

    private static IngestionSummary Summarise(
        OlistTables tables,
        Dictionary<string, OrderFacts> orders,
        List<ReviewSubmitted> reviews,
        FaultLedger faults
    )
    {
        var delivered = orders.Values.Where(order => order.IsDelivered).ToArray();
        return new()
        {
            Orders = orders.Count,
            Delivered = delivered.Length,
            DeliveredWithoutTime = faults.Count(FaultKind.NoDeliveryTime),
            DeliveredWithoutReview = delivered.Count(order => order.Reviews == 0),
            DeliveredWithSeveralReviews = delivered.Count(order => order.Reviews > 1),
            DeliveredWithoutCategory = delivered.Count(order => order.Items.Exists(item => item.ProductCategoryName is null)),
            ReviewRows = tables.Reviews.Count,
            Reviews = reviews.Count,
            ReviewsWithoutAnswerTime = faults.Count(FaultKind.NoAnswerTime),
            ReviewsOfUnknownOrders = faults.Count(FaultKind.ReviewOfUnknownOrder),
            RepeatedReviews = faults.Count(FaultKind.RepeatedReview),
            ReviewIdsOfSeveralOrders = reviews.CountBy(review => review.ReviewId).Count(id => id.Value > 1),
            ItemsOfUnknownOrders = faults.Count(FaultKind.ItemOfUnknownOrder),
            PaymentsOfUnknownOrders = faults.Count(FaultKind.PaymentOfUnknownOrder),
            ItemsOfUnknownProducts = faults.Count(FaultKind.UnknownProduct),
            ItemsOfUnknownSellers = faults.Count(FaultKind.UnknownSeller),
            OrdersOfUnknownCustomers = faults.Count(FaultKind.UnknownCustomer),
            Faults = faults.Places,
            Totals = faults.Totals,
            DeliveredWithoutItems = delivered.Count(order => order.Items.Count == 0),
            DeliveredWithoutPayments = delivered.Count(order => order.Payments.Count == 0),
        };
    }
}
