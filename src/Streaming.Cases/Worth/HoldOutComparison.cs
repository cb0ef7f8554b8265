namespace Streaming.Cases.Worth;

/// <summary>
/// What working on cases changed: the share of unsatisfied reviews among those that were worked, beside those that a hash kept aside. Pure.
/// </summary>
/// <param name="Worked">Unsatisfied among the reviews of worked cases.</param>
/// <param name="HeldOut">The same of those that nobody worked on.</param>
public sealed record HoldOutComparison(Proportion Worked, Proportion HeldOut)
{
    /// <summary>Of the standard normal distribution, for a power of 0.8.</summary>
    private const double PowerZ = 0.8416212335729143;

    /// <summary>Below, counts are shown and no share.</summary>
    public const int LeastReviews = 20;

    public bool CanBeCompared => Worked.Whole >= LeastReviews && HeldOut.Whole >= LeastReviews;

    /// <summary>Held out minus worked: so much fewer unsatisfied customers. Below 0: more.</summary>
    public double Difference => HeldOut.Share - Worked.Share;

    /// <summary>Newcombe's hybrid score interval at 95 % (Newcombe 1998, method 10).</summary>
    public (double Low, double High) Interval()
    {
        var (worked, held) = (Worked.Interval(), HeldOut.Interval());
        var below = Math.Sqrt(Square(HeldOut.Share - held.Low) + Square(worked.High - Worked.Share));
        var above = Math.Sqrt(Square(held.High - HeldOut.Share) + Square(Worked.Share - worked.Low));
        return (Difference - below, Difference + above);
    }

    /// <summary>Whether the interval leaves no difference out.</summary>
    public bool IsBelieved
    {
        get
        {
            var (low, high) = Interval();
            return low > 0 || high < 0;
        }
    }

    /// <summary>
    /// How many more reviews of held-out cases it takes until a difference of this size is found in four of five such comparisons, at the
    /// same ratio of both groups (Fleiss, Statistical Methods for Rates and Proportions, 4.14). Null where there is no difference to be
    /// found.
    /// </summary>
    public long? MoreHeldOut()
    {
        var (p1, p2) = (HeldOut.Share, Worked.Share);
        if (p1 == p2)
            return null;
        var ratio = (double)Worked.Whole / HeldOut.Whole;
        var pooled = (p1 + (ratio * p2)) / (1 + ratio);
        var needed =
            Square(
                (Proportion.Z * Math.Sqrt((ratio + 1) * pooled * (1 - pooled)))
                    + (PowerZ * Math.Sqrt((ratio * p1 * (1 - p1)) + (p2 * (1 - p2))))
            ) / (ratio * Square(p1 - p2));
        return Math.Max(0, (long)Math.Ceiling(needed) - HeldOut.Whole);
    }

    private static double Square(double x) => x * x;
}
