using Streaming.Contracts.Rules;

namespace Streaming.Marketplace.Synthetic;

/// <summary>One property of the real data that a generated marketplace imitates.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Real">Its value in the real tables (deliveries before 2018-06-01).</param>
/// <param name="Tables">The tables that it was measured on, without their ending.</param>
/// <param name="Low">Lowest value that a generated marketplace of 20,000 orders may have.</param>
/// <param name="High">Highest.</param>
public sealed record Figure(string Name, double Real, string Tables, double Low, double High);

/// <summary>
/// Everything that is imitated, with the value measured on the real tables and the band for generated ones. Shares are of delivered orders
/// with a review
/// unless the name says otherwise; "open" means not reviewed at delivery; unsatisfied is a last review under 4. Some bands are not
/// centred on the real value on purpose: sellers and products differ more, so that their history shows in fewer orders, and missing stamps
/// are more
/// frequent, so that small sets have them.
/// </summary>
public static class Figures
{
    private const string OrdersAndReviews = "orders, reviews";

    public static readonly IReadOnlyList<Figure> All =
    [
        new("satisfied", 0.781, OrdersAndReviews, 0.765, 0.800),
        new("late, of delivered", 0.0824, "orders", 0.070, 0.100),
        new("late, of delivered, worst month", 0.186, "orders", 0.140, 0.260),
        new("late, of delivered, median month", 0.0520, "orders", 0.035, 0.090),
        new("reviewed before delivery, of delivered", 0.0538, OrdersAndReviews, 0.043, 0.065),
        new("unsatisfied, reviewed before delivery", 0.861, OrdersAndReviews, 0.80, 0.92),
        new("unsatisfied, open", 0.182, OrdersAndReviews, 0.155, 0.200),
        new("unsatisfied, more than three days late", 0.834, OrdersAndReviews, 0.74, 0.90),
        new("unsatisfied, open, one to eight days late", 0.371, OrdersAndReviews, 0.28, 0.46),
        new("unsatisfied, open, one item", 0.163, "items, reviews", 0.140, 0.185),
        new("unsatisfied, open, two items of one seller", 0.295, "items, reviews", 0.24, 0.36),
        new("unsatisfied, open, three items of one seller", 0.346, "items, reviews", 0.26, 0.46),
        new("unsatisfied, open, four or more items of one seller", 0.388, "items, reviews", 0.28, 0.52),
        new("unsatisfied, two sellers", 0.616, "items, reviews", 0.52, 0.74),
        new("several sellers, of delivered", 0.0122, "items", 0.009, 0.016),
        new("several items, of delivered", 0.101, "items", 0.090, 0.112),
        new("spread of sellers' unsatisfied shares beyond chance, open", 0.0677, OrdersAndReviews, 0.045, 0.120),
        new("items of the largest tenth of sellers", 0.673, "items", 0.55, 0.80),
        new("orders of March 2018 per order of March 2017", 2.69, "orders", 2.2, 3.3),
        new("not delivered, of orders", 0.0331, "orders", 0.028, 0.039),
        new("unsatisfied, of reviews of undelivered orders", 0.853, OrdersAndReviews, 0.80, 0.91),
        new("delivered without approval time, per 10,000", 1.86, "orders", 0.5, 10),
        new("delivered without hand-over time, per 10,000", 0.265, "orders", 0.2, 10),
        new("delivered without delivery time, per 10,000", 0.265, "orders", 0.2, 10),
        new("delivered without review, of delivered", 0.00785, OrdersAndReviews, 0.005, 0.011),
        new("several reviews, of delivered", 0.00655, OrdersAndReviews, 0.004, 0.010),
        new("review ids of several orders, of reviews", 0.00906, "reviews", 0.006, 0.013),
        new("five stars, of reviews", 0.566, "reviews", 0.54, 0.59),
        new("one star, of reviews", 0.122, "reviews", 0.10, 0.14),
        new("with a message, of reviews", 0.4185, "reviews", 0.40, 0.44),
        new("with a title, of reviews", 0.045, "reviews", 0.035, 0.055),
        new("line break, of messages", 0.0664, "reviews", 0.05, 0.09),
        new("comma, of messages", 0.352, "reviews", 0.28, 0.42),
        new("complaint of missing, of one-star reviews", 0.340, "reviews", 0.29, 0.43),
        new("complaint of wrong, of one-star reviews", 0.103, "reviews", 0.07, 0.14),
        new("complaint of defect, of one-star reviews", 0.047, "reviews", 0.03, 0.075),
        new("complaint of poor, of one-star reviews", 0.0655, "reviews", 0.04, 0.09),
        new("complaint of slow, of one-star reviews", 0.0528, "reviews", 0.035, 0.085),
        new("any complaint, of five-star reviews", 0.0123, "reviews", 0.007, 0.021),
        new("credit card, of payments", 0.7385, "payments", 0.72, 0.76),
        new("boleto, of payments", 0.1936, "payments", 0.17, 0.21),
        new("voucher, of payments", 0.058, "payments", 0.042, 0.070),
        new("several payments, of orders", 0.0308, "payments", 0.025, 0.037),
        new("installments, mean over card payments", 3.51, "payments", 3.2, 3.8),
        new("without category, of items", 0.0168, "items, products", 0.008, 0.030),
        new("without category, of products", 0.0185, "products", 0.014, 0.024),
        new("weighing 0 g, per 10,000 products", 1.21, "products", 0.5, 15),
        new("price, median of items", 74.9, "items", 66, 88),
        new("ln(price), deviation over items", 0.922, "items", 0.80, 1.02),
        new("freight, median of items", 16.1, "items", 14.0, 18.0),
        new("days from purchase to delivery, median", 11.05, "orders", 10.0, 12.5),
        new("days from purchase to delivery, 95 of 100", 30.9, "orders", 25, 35),
        new("days from purchase to promise, median", 23.5, "orders", 21.5, 25.5),
        new("hours from purchase to approval, median", 0.33, "orders", 0.25, 0.60),
        new("days from approval to hand-over, median", 1.95, "orders", 1.5, 2.4),
        new("delivered on a weekend", 0.070, "orders", 0.05, 0.09),
        new("survey sent the day after delivery, of reviews", 0.884, OrdersAndReviews, 0.86, 0.95),
        new("hours from survey to answer, median", 40.7, "reviews", 37, 46),
        new("customers in São Paulo", 0.411, "customers", 0.39, 0.43),
        new("bought within the state", 0.352, "customers, items, sellers", 0.27, 0.42),
        new("orders of returning customers", 0.0326, "customers", 0.025, 0.042),
    ];
}
