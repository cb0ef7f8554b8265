using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Features.SingleEvent;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests.Twin;

/// <summary>Faults that can be planted, to see that the comparison finds them.</summary>
internal enum Leak
{
    None,

    /// <summary>Reads the day of the delivery itself.</summary>
    ReadsToday,

    /// <summary>Leaves the order's own reviews in what it reads.</summary>
    KeepsOwnReviews,

    /// <summary>Closes yesterday at midnight, not five minutes later.</summary>
    ClosesAtMidnight,
}

/// <summary>The features of one order by scanning every row, for every sum anew.</summary>
internal sealed class NaiveTwin(IReadOnlyList<LogRecord> log, Leak leak = Leak.None)
{
    private readonly NaiveLedger ledger = new(log);
    private readonly Leak leak = leak;
    private readonly Dictionary<Counted<OrderDelivered>, (long Bad, long Score)> expected = new(ReferenceEqualityComparer.Instance);

    public NaiveLedger Ledger => ledger;

    /// <summary>Lateness and basket size; null without an estimate or items.</summary>
    public static (int Lateness, int Basket)? BucketOf(OrderDelivered order)
    {
        var delay = NaiveSingleEvent.Days(order.EstimatedDeliveryAt, order.DeliveredAt);
        if (double.IsNaN(delay) || order.Items.Count == 0)
            return null;
        var lateness = new double[] { -15, -7, -2, 0, 1, 3, 5, 8, 14 }.Count(edge => edge <= delay);
        return (lateness, order.Items.Select(item => item.SellerId).Distinct().Count() > 1 ? 3 : Math.Min(order.Items.Count, 3) - 1);
    }

    public (Dictionary<string, double> Numbers, Dictionary<string, string?> Categories) Vector(OrderDelivered order)
    {
        var to = new Dictionary<string, double>();
        var categories = new Dictionary<string, string?>();
        NaiveSingleEvent.Fill(order, to, categories);
        var view = new View(this, order);
        to["review_already_in"] = view.AlreadyIn ? 1 : 0;
        var dearest = NaiveSingleEvent.Dearest(order);
        Plain(order, dearest, view, to);
        Beyond(order, dearest, view, to);
        foreach (
            var (key, name, k) in new[]
            {
                ("seller", dearest?.SellerId, 10),
                ("product", dearest?.ProductId, 8),
                ("category", dearest?.ProductCategoryName, 30),
            }
        )
            Complaints(key, name, k, view, to);
        return (to, categories);
    }

    private static void Plain(OrderDelivered order, OrderItem? dearest, View view, Dictionary<string, double> to)
    {
        var all = view.Reviews("seller", dearest?.SellerId);
        to["seller_reviews"] = all.N;
        to["seller_bad_share"] = Share(all.Bad, all.N, 10, 0.21);
        to["seller_mean_score"] = Share(all.Score, all.N, 10, 4.1);
        var recent = view.Reviews("seller", dearest?.SellerId, 60);
        to["seller_reviews_60d"] = recent.N;
        to["seller_bad_share_60d"] = Share(recent.Bad, recent.N, 5, 0.21);
        var (deliveries, late) = view.Deliveries(dearest?.SellerId);
        to["seller_deliveries"] = deliveries;
        to["seller_late_share"] = Share(late, deliveries, 10, 0.08);
        to["seller_deliveries_14d"] = view.Deliveries(dearest?.SellerId, 14).N;
        to["worst_seller_bad_share"] =
            order.Items.Count == 0
                ? double.NaN
                : order.Items.Select(item => view.Reviews("seller", item.SellerId)).Max(sums => Share(sums.Bad, sums.N, 10, 0.21));
        var product = view.Reviews("product", dearest?.ProductId);
        to["product_reviews"] = product.N;
        to["product_bad_share"] = Share(product.Bad, product.N, 10, 0.21);
        var category = view.Reviews("category", dearest?.ProductCategoryName);
        to["category_reviews"] = category.N;
        to["category_bad_share"] = Share(category.Bad, category.N, 30, 0.21);
    }

    private static void Beyond(OrderDelivered order, OrderItem? dearest, View view, Dictionary<string, double> to)
    {
        var e = to["expected_bad"] = view.Expectation()?.Bad ?? double.NaN;
        var area = NaiveArea.Of(order.CustomerZipCodePrefix);
        Residuals("seller", dearest?.SellerId, 10, "", 0);
        Residuals("product", dearest?.ProductId, 8, "", 0);
        Residuals("category", dearest?.ProductCategoryName, 30, "", 0);
        Residuals("area", area, 20, "", 0);
        Residuals("seller", dearest?.SellerId, 5, "_60d", 60);
        Residuals("category", dearest?.ProductCategoryName, 15, "_60d", 60);

        var pooled = order.Items.Select(Pool).ToList();
        var here = dearest is null ? default : Pool(dearest);
        var none = double.IsNaN(e);
        to["pooled_seller"] = none ? double.NaN : here.Seller;
        to["pooled_product"] = none ? double.NaN : here.Product;
        to["expected_bad_here"] = none ? double.NaN : e + here.Product;
        to["pooled_product_max"] = none ? double.NaN : pooled.Max(p => p.Product);
        to["pooled_product_sum"] = none ? double.NaN : pooled.Aggregate(0.0, (sum, p) => sum + p.Product);

        void Residuals(string key, string? name, double k, string suffix, int days)
        {
            var (n, bad, residual, scoreResidual) = view.Joined(key, name, days);
            to[$"{key}_joined_reviews{suffix}"] = n;
            to[$"{key}_joined_bad_share{suffix}"] = Share(bad, n, k, 0.17);
            to[$"{key}_residual{suffix}"] = n + k == 0 ? double.NaN : residual / 65536 / (n + k);
            to[$"{key}_score_residual{suffix}"] = n + k == 0 ? double.NaN : scoreResidual / 65536 / (n + k);
        }

        (double Seller, double Product) Pool(OrderItem item)
        {
            var ofCategory = view.Joined("category", item.ProductCategoryName);
            var c = item.ProductCategoryName is null ? 0 : ofCategory.Residual / 65536 / (ofCategory.N + 30);
            var ofSeller = view.Joined("seller", item.SellerId);
            var s = (ofSeller.Residual / 65536 + 15 * c) / (ofSeller.N + 15);
            var ofProduct = view.Joined("product", item.ProductId);
            return (s, (ofProduct.Residual / 65536 + 15 * s) / (ofProduct.N + 15));
        }
    }

    private static void Complaints(string key, string? name, double k, View view, Dictionary<string, double> to)
    {
        var priors = new Dictionary<string, double>
        {
            ["missing"] = 0.04593,
            ["wrong"] = 0.02007,
            ["defect"] = 0.0125,
            ["fake"] = 0.0016,
            ["poor"] = 0.01217,
            ["slow"] = 0.01147,
        };
        var sums = view.Reviews(key, name);
        foreach (var (code, prior) in priors)
            to[$"{key}_{code}_share"] = Share(name is null ? double.NaN : sums.Codes.GetValueOrDefault(code), sums.N, k, prior);
        to[$"{key}_complaint_share"] = Share(sums.AnyFault, sums.N, k, 0.08177);
    }

    private static double Share(double sum, double n, double k, double prior) => n + k == 0 ? double.NaN : (sum + k * prior) / (n + k);

    private (long Bad, long Score) ExpectedAtDelivery(Counted<OrderDelivered> delivery)
    {
        if (expected.TryGetValue(delivery, out var known))
            return known;
        var (bad, score) = new View(this, delivery.Event, delivery.Day).Expectation()!.Value;
        return expected[delivery] = (
            (long)Math.Round(bad * 65536, MidpointRounding.ToEven),
            (long)Math.Round(score * 65536, MidpointRounding.ToEven)
        );
    }

    /// <summary>Sums over review rows.</summary>
    private sealed record ReviewSums(double N, double Bad, double Score, double AnyFault, Dictionary<string, double> Codes)
    {
        public static readonly ReviewSums Missing = new(double.NaN, double.NaN, double.NaN, double.NaN, []);

        public ReviewSums With(ReviewSubmitted review, int sign)
        {
            foreach (var code in review.ComplaintCodes)
                Codes[code] = Codes.GetValueOrDefault(code) + sign;
            return new ReviewSums(
                N + sign,
                Bad + (review.ReviewScore < 4 ? sign : 0),
                Score + sign * review.ReviewScore,
                AnyFault + (review.ComplaintCodes.Any(code => code != "slow") ? sign : 0),
                Codes
            );
        }
    }

    /// <summary>The rows that one delivery may read.</summary>
    private sealed class View
    {
        private readonly NaiveTwin twin;
        private readonly OrderDelivered order;
        private readonly int c;
        private readonly int ownFrom;
        private readonly Dictionary<(string, string, int), ReviewSums> reviews = [];
        private readonly Dictionary<(string, string, int), (double N, double Bad, double Residual, double ScoreResidual)> joined = [];

        public View(NaiveTwin twin, OrderDelivered order, int? countsOn = null)
        {
            (this.twin, this.order) = (twin, order);
            var quiet = twin.leak == Leak.ClosesAtMidnight ? 0 : 5 * 60_000;
            c = (int)Math.Floor((ReadsAt - quiet) / 86_400_000.0) + (twin.leak == Leak.ReadsToday ? 1 : 0);
            var counted = twin
                .ledger.DeliveriesOf.GetValueOrDefault(order.OrderId, [])
                .FindLast(version => version.Version == order.Version);
            var day =
                countsOn
                ?? counted?.Day
                ?? (int)Math.Floor(Math.Max(order.DeliveredAt.Milliseconds, order.RecordedAt.Milliseconds) / 86_400_000.0);
            ownFrom = day - 400;
        }

        public bool AlreadyIn =>
            twin
                .ledger.ReviewsOf.GetValueOrDefault(order.OrderId, [])
                .Any(review => review.Day >= ownFrom && review.InAt <= ReadsAt - 5 * 60_000);

        private long ReadsAt => Math.Min(order.DeliveredAt.Milliseconds, order.RecordedAt.Milliseconds + 5 * 60_000);

        public ReviewSums Reviews(string key, string? name, int days = 0)
        {
            if (name is null)
                return ReviewSums.Missing;
            if (reviews.TryGetValue((key, name, days), out var known))
                return known;
            var sums = new ReviewSums(0, 0, 0, 0, []);
            foreach (var row in twin.ledger.Reviews)
            {
                if (!IsRead(row.Day, days, row.Review.OrderId))
                    continue;
                var keys =
                    key == "seller" ? row.Review.SellerIds
                    : key == "product" ? row.Review.ProductIds
                    : row.Review.ProductCategoryNames;
                if (keys.Contains(name))
                    sums = sums.With(row.Review, row.Sign);
            }

            return reviews[(key, name, days)] = sums;
        }

        public (double N, double Late) Deliveries(string? seller, int days = 0)
        {
            if (seller is null)
                return (double.NaN, double.NaN);
            long n = 0,
                late = 0;
            foreach (var row in twin.ledger.Deliveries)
            {
                if (!IsRead(row.Day, days, "") || row.Delivery.Items.All(item => item.SellerId != seller))
                    continue;
                n += row.Sign;
                late +=
                    row.Delivery.EstimatedDeliveryAt is { } estimate && row.Delivery.DeliveredAt.Milliseconds > estimate.Milliseconds
                        ? row.Sign
                        : 0;
            }

            return (n, late);
        }

        public (double N, double Bad, double Residual, double ScoreResidual) Joined(string key, string? name, int days = 0)
        {
            if (name is null)
                return (double.NaN, double.NaN, double.NaN, double.NaN);
            if (joined.TryGetValue((key, name, days), out var known))
                return known;
            long n = 0,
                bad = 0,
                residual = 0,
                scoreResidual = 0;
            foreach (var row in twin.ledger.Joined)
            {
                if (!IsRead(row.Day, days, row.Review.OrderId))
                    continue;
                var of = row.Delivery.Event;
                var isOurs = key switch
                {
                    "seller" => of.Items.Any(item => item.SellerId == name),
                    "product" => of.Items.Any(item => item.ProductId == name),
                    "category" => of.Items.Any(item => item.ProductCategoryName == name),
                    _ => NaiveArea.Of(of.CustomerZipCodePrefix) == name,
                };
                if (!isOurs)
                    continue;
                var (expectedBad, expectedScore) = twin.ExpectedAtDelivery(row.Delivery);
                var isBad = row.Review.ReviewScore < 4;
                n += row.Sign;
                bad += isBad ? row.Sign : 0;
                residual += row.Sign * ((isBad ? 65536 : 0) - expectedBad);
                scoreResidual += row.Sign * (row.Review.ReviewScore * 65536L - expectedScore);
            }

            return joined[(key, name, days)] = (n, bad, residual, scoreResidual);
        }

        public (double Bad, double Score)? Expectation()
        {
            if (BucketOf(order) is not { } bucket)
                return null;
            var pi =
                new[] { .12, .14, .16, .17, .25, .30, .35, .40, .40, .40 }[bucket.Lateness] + new[] { 0, .13, .19, .44 }[bucket.Basket];
            long n = 0,
                b = 0,
                s = 0;
            foreach (var row in twin.ledger.Joined)
            {
                if (!IsRead(row.Day, 180, row.Review.OrderId) || BucketOf(row.Delivery.Event) != bucket)
                    continue;
                n += row.Sign;
                b += row.Review.ReviewScore < 4 ? row.Sign : 0;
                s += row.Sign * row.Review.ReviewScore;
            }

            return ((b + 20 * pi) / (n + 20), (s + 20 * (4.6 - 3 * pi)) / (n + 20));
        }

        private bool IsRead(int day, int days, string ofOrder)
        {
            if (day >= c || (days > 0 && day < c - days))
                return false;
            return ofOrder != order.OrderId || day < ownFrom || twin.leak == Leak.KeepsOwnReviews;
        }
    }
}
