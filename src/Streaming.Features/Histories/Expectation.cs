using Streaming.Contracts.Events;
using Streaming.Features.SingleEvent;

namespace Streaming.Features.Histories;

/// <summary>What lateness and basket alone let one expect of an order.</summary>
/// <param name="Bad">E, the unsatisfied share.</param>
/// <param name="Score">ES, in stars; used for residuals only, no feature of its own.</param>
internal readonly record struct Expectation(double Bad, double Score)
{
    /// <summary>Without an estimate or without items there is nothing to go by.</summary>
    public const int NoBucket = -1;

    private const int BasketSizes = 4;
    private static readonly double[] DelayEdges = [-15.0, -7.0, -2.0, 0.0, 1.0, 3.0, 5.0, 8.0, 14.0];
    private static readonly double[] DelayPriors = [0.12, 0.14, 0.16, 0.17, 0.25, 0.30, 0.35, 0.40, 0.40, 0.40];
    private static readonly double[] BasketPriors = [0.0, 0.13, 0.19, 0.44];

    public static int BucketOf(OrderDelivered order)
    {
        if (order.EstimatedDeliveryAt is not { } estimate || order.Items.Count == 0)
            return NoBucket;
        return BucketOf(FeatureTime.DaysBetween(estimate, order.DeliveredAt), order.Items.Count, HasSeveralSellers(order.Items));
    }

    /// <param name="delay">Days after the promise; negative if early.</param>
    /// <param name="items">1 or more.</param>
    /// <param name="hasSeveralSellers">Whether they come from more than one.</param>
    public static int BucketOf(double delay, int items, bool hasSeveralSellers)
    {
        var lateness = 0;
        foreach (var edge in DelayEdges)
        {
            if (edge <= delay)
                lateness++;
        }

        return lateness * BasketSizes + (hasSeveralSellers ? 3 : Math.Min(items, 3) - 1);
    }

    /// <param name="bucket">The order's bucket.</param>
    /// <param name="sums">Its sums over the expectation's days, in <see cref="BucketColumns"/>, without the order's own reviews.</param>
    public static Expectation Of(int bucket, ReadOnlySpan<long> sums)
    {
        var prior = DelayPriors[bucket / BasketSizes] + BasketPriors[bucket % BasketSizes];
        var weight = sums[BucketColumns.Count] + HistoryConstants.ExpectationWeight;
        return new Expectation(
            Missing.Ratio(sums[BucketColumns.Bad] + HistoryConstants.ExpectationWeight * prior, weight),
            Missing.Ratio(sums[BucketColumns.Score] + HistoryConstants.ExpectationWeight * (4.6 - 3.0 * prior), weight)
        );
    }

    /// <summary>Round-half-even to units of 1/65,536.</summary>
    public static long ToFixedPoint(double value) => (long)Math.Round(value * HistoryConstants.FixedPoint, MidpointRounding.ToEven);

    private static bool HasSeveralSellers(IReadOnlyList<OrderItem> items)
    {
        for (var i = 1; i < items.Count; i++)
        {
            if (!string.Equals(items[i].SellerId, items[0].SellerId, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
