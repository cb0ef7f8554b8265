using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Tests.Synthetic;

/// <summary>A delivered order with a review, as the figures look at it.</summary>
internal sealed record Outcome(OrderDelivered Order, ReviewSubmitted Last, bool IsAnsweredBefore)
{
    public bool IsUnsatisfied => Last.ReviewScore < 4;

    public int Sellers { get; } = Order.Items.Select(item => item.SellerId).Distinct().Count();

    public double DelayDays { get; } =
        Order.EstimatedDeliveryAt is { } promise ? Measurements.Days(promise, Order.DeliveredAt) : double.NaN;
}

/// <summary>One implementation of every figure, for generated and real tables alike.</summary>
internal sealed class Measurements
{
    private const int DeliveriesOfAMonth = 200;
    private const int OrdersOfASeller = 30;

    private readonly OlistTables tables;
    private readonly EventLog log;
    private readonly OrderDelivered[] deliveries;
    private readonly ILookup<string, ReviewSubmitted> reviews;

    public Measurements(OlistTables tables)
    {
        this.tables = tables;
        log = EventLog.Build(tables);
        deliveries = [.. log.Events.Where(occurred => occurred.Delivery is not null).Select(occurred => occurred.Delivery!)];
        reviews = log
            .Events.Where(occurred => occurred.Review is not null)
            .Select(occurred => occurred.Review!)
            .ToLookup(review => review.OrderId);
        Outcomes = [.. deliveries.Where(order => reviews.Contains(order.OrderId)).Select(Outcome)];
    }

    /// <summary>Delivered and reviewed orders by delivery.</summary>
    public Outcome[] Outcomes { get; }

    public double Of(string figure) =>
        figure switch
        {
            "satisfied" => Share(Outcomes, o => !o.IsUnsatisfied),
            "late, of delivered" => Share(deliveries, IsLate),
            "late, of delivered, worst month" => LateByMonth().Max(),
            "late, of delivered, median month" => Median(LateByMonth()),
            "reviewed before delivery, of delivered" => Outcomes.Count(o => o.IsAnsweredBefore) / (double)deliveries.Length,
            "unsatisfied, reviewed before delivery" => Unsatisfied(o => o.IsAnsweredBefore),
            "unsatisfied, open" => Unsatisfied(o => !o.IsAnsweredBefore),
            "unsatisfied, more than three days late" => Unsatisfied(o => o.DelayDays > 3),
            "unsatisfied, open, one to eight days late" => Unsatisfied(o => !o.IsAnsweredBefore && o.DelayDays is >= 1 and < 8),
            "unsatisfied, open, one item" => UnsatisfiedByItems(1, 1),
            "unsatisfied, open, two items of one seller" => UnsatisfiedByItems(2, 2),
            "unsatisfied, open, three items of one seller" => UnsatisfiedByItems(3, 3),
            "unsatisfied, open, four or more items of one seller" => UnsatisfiedByItems(4, int.MaxValue),
            "unsatisfied, two sellers" => Unsatisfied(o => o.Sellers == 2),
            "several sellers, of delivered" => Share(deliveries, order => order.Items.Select(item => item.SellerId).Distinct().Count() > 1),
            "several items, of delivered" => Share(deliveries, order => order.Items.Count > 1),
            "spread of sellers' unsatisfied shares beyond chance, open" => SellerSpread(),
            "items of the largest tenth of sellers" => LargestTenth(),
            "orders of March 2018 per order of March 2017" => OrdersOf(2018, 3) / (double)OrdersOf(2017, 3),
            "not delivered, of orders" => Share(tables.Orders, order => order.Status != "delivered"),
            "unsatisfied, of reviews of undelivered orders" => UnsatisfiedUndelivered(),
            "delivered without approval time, per 10,000" => 10_000 * Share(DeliveredRows(), order => order.ApprovedAt is null),
            "delivered without hand-over time, per 10,000" => 10_000 * Share(DeliveredRows(), order => order.HandedToCarrierAt is null),
            "delivered without delivery time, per 10,000" => 10_000 * Share(DeliveredRows(), order => order.DeliveredAt is null),
            "delivered without review, of delivered" => log.Summary.DeliveredWithoutReview / (double)deliveries.Length,
            "several reviews, of delivered" => log.Summary.DeliveredWithSeveralReviews / (double)deliveries.Length,
            "review ids of several orders, of reviews" => log.Summary.ReviewIdsOfSeveralOrders / (double)tables.Reviews.Count,
            "five stars, of reviews" => Share(tables.Reviews, review => review.Score == 5),
            "one star, of reviews" => Share(tables.Reviews, review => review.Score == 1),
            "with a message, of reviews" => Share(tables.Reviews, review => review.Message is not null),
            "with a title, of reviews" => Share(tables.Reviews, review => review.Title is not null),
            "line break, of messages" => Share(Messages(), message => message.Contains('\n', StringComparison.Ordinal)),
            "comma, of messages" => Share(Messages(), message => message.Contains(',', StringComparison.Ordinal)),
            "complaint of missing, of one-star reviews" => OneStarWith(ComplaintCodes.Missing),
            "complaint of wrong, of one-star reviews" => OneStarWith(ComplaintCodes.Wrong),
            "complaint of defect, of one-star reviews" => OneStarWith(ComplaintCodes.Defect),
            "complaint of poor, of one-star reviews" => OneStarWith(ComplaintCodes.Poor),
            "complaint of slow, of one-star reviews" => OneStarWith(ComplaintCodes.Slow),
            "any complaint, of five-star reviews" => Share(
                [.. AllReviews().Where(r => r.ReviewScore == 5)],
                review => review.ComplaintCodes.Count > 0
            ),
            "credit card, of payments" => Share(tables.Payments, payment => payment.Type == "credit_card"),
            "boleto, of payments" => Share(tables.Payments, payment => payment.Type == "boleto"),
            "voucher, of payments" => Share(tables.Payments, payment => payment.Type == "voucher"),
            "several payments, of orders" => tables.Payments.CountBy(payment => payment.OrderId).Count(order => order.Value > 1)
                / (double)tables.Orders.Count,
            "installments, mean over card payments" => tables
                .Payments.Where(payment => payment.Type == "credit_card")
                .Average(payment => payment.Installments),
            "without category, of items" => Share(tables.Items, item => tables.Products[item.ProductId].CategoryName is null),
            "without category, of products" => Share([.. tables.Products.Values], product => product.CategoryName is null),
            "weighing 0 g, per 10,000 products" => 10_000 * Share([.. tables.Products.Values], product => product.WeightG == 0),
            "price, median of items" => Median(tables.Items.Select(item => item.Price)),
            "ln(price), deviation over items" => Deviation([.. tables.Items.Select(item => Math.Log(item.Price))]),
            "freight, median of items" => Median(tables.Items.Select(item => item.FreightValue)),
            "days from purchase to delivery, median" => Median(deliveries.Select(order => Days(order.PurchasedAt, order.DeliveredAt))),
            "days from purchase to delivery, 95 of 100" => Quantile(
                deliveries.Select(order => Days(order.PurchasedAt, order.DeliveredAt)),
                0.95
            ),
            "days from purchase to promise, median" => Median(
                deliveries.Select(order => Days(order.PurchasedAt, order.EstimatedDeliveryAt!.Value))
            ),
            "hours from purchase to approval, median" => Median(
                deliveries
                    .Where(order => order.ApprovedAt is not null)
                    .Select(order => 24 * Days(order.PurchasedAt, order.ApprovedAt!.Value))
            ),
            "days from approval to hand-over, median" => Median(
                deliveries
                    .Where(order => order is { ApprovedAt: not null, HandedToCarrierAt: not null })
                    .Select(order => Days(order.ApprovedAt!.Value, order.HandedToCarrierAt!.Value))
            ),
            "delivered on a weekend" => Share(
                deliveries,
                order => order.DeliveredAt.ToDateTime().DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
            ),
            "survey sent the day after delivery, of reviews" => Share(
                [.. deliveries.SelectMany(order => reviews[order.OrderId].Select(review => (order, review)))],
                both => both.review.CreatedAt!.Value.Day == both.order.DeliveredAt.Day + 1
            ),
            "hours from survey to answer, median" => Median(
                AllReviews().Select(review => 24 * Days(review.CreatedAt!.Value, review.AnsweredAt))
            ),
            "customers in São Paulo" => Share([.. tables.Customers.Values], customer => customer.State == "SP"),
            "bought within the state" => Share(
                [.. deliveries.Where(order => order.Items.Count > 0)],
                order => order.Items[0].SellerState == order.CustomerState
            ),
            "orders of returning customers" => 1
                - tables.Customers.Values.DistinctBy(customer => customer.UniqueId).Count() / (double)tables.Customers.Count,
            _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, "no measurement"),
        };

    public static double Days(LocalTime from, LocalTime to) => (to.Milliseconds - from.Milliseconds) / (double)LocalTime.MillisecondsPerDay;

    private static double Share<T>(IReadOnlyCollection<T> of, Func<T, bool> which) => of.Count(which) / (double)of.Count;

    private static bool IsLate(OrderDelivered order) => order.DeliveredAt > order.EstimatedDeliveryAt;

    private static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    private static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(share * sorted.Length)];
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private double Unsatisfied(Func<Outcome, bool> among) => Share([.. Outcomes.Where(among)], o => o.IsUnsatisfied);

    private double UnsatisfiedByItems(int from, int to) =>
        Unsatisfied(o => !o.IsAnsweredBefore && o.Sellers == 1 && o.Order.Items.Count >= from && o.Order.Items.Count <= to);

    private double[] LateByMonth() =>
        [
            .. deliveries
                .GroupBy(order => order.DeliveredAt.ToString()[..7])
                .Where(month => month.Count() >= DeliveriesOfAMonth)
                .Select(month => Share([.. month], IsLate)),
        ];

    private double SellerSpread()
    {
        var shares = Outcomes
            .Where(o => !o.IsAnsweredBefore && o.Sellers == 1)
            .GroupBy(o => o.Order.Items[0].SellerId)
            .Where(seller => seller.Count() >= OrdersOfASeller)
            .Select(seller => (Share: Share([.. seller], o => o.IsUnsatisfied), Count: seller.Count()))
            .ToArray();
        var mean = shares.Sum(s => s.Share * s.Count) / shares.Sum(s => s.Count);
        var total = Deviation([.. shares.Select(s => s.Share)]);
        return Math.Sqrt(Math.Max(0, total * total - shares.Average(s => mean * (1 - mean) / s.Count)));
    }

    private double LargestTenth()
    {
        var volumes = tables.Items.CountBy(item => item.SellerId).Select(seller => seller.Value).OrderDescending().ToArray();
        return volumes.Take(volumes.Length / 10).Sum() / (double)tables.Items.Count;
    }

    private int OrdersOf(int year, int month) =>
        tables.Orders.Count(order => order.PurchasedAt.ToDateTime() is var purchased && purchased.Year == year && purchased.Month == month);

    private double UnsatisfiedUndelivered()
    {
        var undelivered = tables.Orders.Where(order => order.Status != "delivered").Select(order => order.OrderId).ToHashSet();
        return Share([.. AllReviews().Where(review => undelivered.Contains(review.OrderId))], review => review.ReviewScore < 4);
    }

    private OrderRow[] DeliveredRows() => [.. tables.Orders.Where(order => order.Status == "delivered")];

    private string[] Messages() => [.. tables.Reviews.Where(review => review.Message is not null).Select(review => review.Message!)];

    private double OneStarWith(string code) =>
        Share([.. AllReviews().Where(review => review.ReviewScore == 1)], review => review.ComplaintCodes.Contains(code));

    private IEnumerable<ReviewSubmitted> AllReviews() => reviews.SelectMany(order => order);

    private Outcome Outcome(OrderDelivered order)
    {
        var answers = reviews[order.OrderId].ToArray();
        var last = answers.MaxBy(review => (review.AnsweredAt, review.EventId))!;
        return new(
            order,
            last,
            answers.Any(review => review.AnsweredAt.Milliseconds <= order.DeliveredAt.Milliseconds - 5 * LocalTime.MillisecondsPerMinute)
        );
    }
}
