using Streaming.Contracts.Events;
using Streaming.Models;

namespace Streaming.Console.Seeding;

/// <summary>Histograms of made-up windows: most features stay as they were at the training, a few wander off, one loses values.</summary>
internal sealed class SeededFeatures
{
    private const int Bins = 10;
    private const int TrainingOrders = 60_000;

    private static readonly string[] Single =
    [
        "delivery_delay_days",
        "late_days",
        "delivery_ratio",
        "delivery_time_days",
        "transit_days",
        "estimated_delivery_days",
        "promise_slack_days",
        "approval_hours",
        "carrier_handling_time",
        "carrier_delay_days",
        "order_items_count",
        "seller_count",
        "product_count",
        "total_price",
        "avg_item_price",
        "max_item_price",
        "total_freight",
        "freight_ratio",
        "freight_per_kg",
        "total_weight_g",
        "total_volume_cm3",
        "product_photos_qty",
        "product_description_length",
        "product_name_length",
        "payment_installments",
        "payment_count",
        "payment_value",
        "voucher_share",
    ];

    private static readonly string[] Keys = ["seller", "product", "category", "area"];

    private static readonly string[] Records =
    [
        "reviews",
        "bad_share",
        "residual",
        "score_residual",
        "joined_reviews",
        "joined_bad_share",
        "mean_score",
        "deliveries",
        "late_share",
        "missing_share",
        "wrong_share",
        "defect_share",
        "slow_share",
        "complaint_share",
    ];

    private static readonly string[] Names = [.. Single, .. from key in Keys from record in Records select $"{key}_{record}"];

    private readonly long[] score = new long[Bins];
    private readonly long[][] counts = [.. Names.Select(_ => new long[Bins])];
    private readonly long[] missing = new long[Names.Length];

    /// <summary>What an artifact would carry.</summary>
    /// <param name="probabilities">Many, as they are at the training.</param>
    public static Reference ReferenceOf(IEnumerable<double> probabilities)
    {
        var edges = Enumerable.Range(1, Bins - 1).Select(i => i / (float)Bins).ToArray();
        var score = new long[Bins];
        foreach (var probability in probabilities)
            score[BinOf(probability)]++;
        var even = Enumerable.Repeat((long)TrainingOrders / Bins, Bins).ToArray();
        return new Reference(
            [.. Names.Select((name, i) => new ReferenceHistogram(name, i, edges, even, TrainingOrders / 200))],
            new ReferenceHistogram("probability", -1, edges, score, 0)
        );
    }

    /// <param name="progress">0 at the first order, 1 at the last.</param>
    public void Add(double probability, double progress, Random random)
    {
        score[BinOf(probability)]++;
        for (var i = 0; i < counts.Length; i++)
        {
            var value = random.NextDouble();
            if (value < MissingShare(i, progress))
            {
                missing[i]++;
                continue;
            }

            counts[i][BinOf(Moved(i, random.NextDouble(), progress))]++;
        }
    }

    /// <summary>The counts since the last time.</summary>
    public (long[] Score, FeatureHistogram[] Features) Take()
    {
        var taken = (score.ToArray(), Names.Select((name, i) => new FeatureHistogram(name, counts[i].ToArray(), missing[i], 0)).ToArray());
        Array.Clear(score);
        Array.Clear(missing);
        foreach (var bins in counts)
            Array.Clear(bins);
        return taken;
    }

    private static int BinOf(double share) => Math.Min(Bins - 1, (int)(share * Bins));

    private static double MissingShare(int feature, double progress) => feature == 21 ? 0.005 + 0.08 * progress : 0.005;

    /// <summary>Every ninth feature wanders, each at its own pace.</summary>
    private static double Moved(int feature, double share, double progress) =>
        feature % 9 == 1 ? Math.Pow(share, 1 + progress * (0.2 + feature / 60.0)) : share;
}
