namespace Streaming.Cases.Worth;

/// <summary>So many of so many, and what can be said of it.</summary>
/// <param name="Part">0 to <paramref name="Whole"/>.</param>
public readonly record struct Proportion(long Part, long Whole)
{
    /// <summary>Of the standard normal distribution, for intervals of 95 %.</summary>
    public const double Z = 1.959963984540054;

    /// <summary>0 to 1; not a number where the whole is 0.</summary>
    public double Share => (double)Part / Whole;

    /// <summary>Wilson's score interval at 95 % (Wilson 1927). For a whole above 0.</summary>
    public (double Low, double High) Interval()
    {
        var (n, p) = ((double)Whole, Share);
        var middle = p + (Z * Z / (2 * n));
        var half = Z * Math.Sqrt(((p * (1 - p)) + (Z * Z / (4 * n))) / n);
        var below = 1 + (Z * Z / n);
        return (Math.Max(0, (middle - half) / below), Math.Min(1, (middle + half) / below));
    }
}
