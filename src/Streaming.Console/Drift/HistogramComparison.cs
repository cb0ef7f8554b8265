namespace Streaming.Console.Drift;

/// <summary>
/// Compares the counts of now with those of the training. Missing and unseen values are cells like the bins, so that a column that goes
/// missing shows. PSI is smoothed by half a
/// count per cell. Its limit is (1/n + 1/m)·χ²(B-1, 1 - α/k): without any change PSI is about (1/n + 1/m) times a χ² variable (Yurdakul and
/// Naranjo, Journal of Risk Model
/// Validation 14, 2020), and α is shared among the k histograms that are looked at together.
/// </summary>
public static class HistogramComparison
{
    private const double Smoothing = 0.5;

    /// <param name="feature">Name of the histogram.</param>
    /// <param name="reference">Counts at the training: bins, missing, unseen.</param>
    /// <param name="now">Counts now, in the same cells.</param>
    /// <param name="compared">k: how many histograms are compared together, 1 or more.</param>
    /// <param name="rules">From when on it says something.</param>
    /// <exception cref="ArgumentException">The cells are not the same.</exception>
    public static HistogramDrift Compare(
        string feature,
        ReadOnlySpan<long> reference,
        ReadOnlySpan<long> now,
        int compared,
        DriftRules rules
    )
    {
        if (reference.Length != now.Length || now.Length < 3)
            throw new ArgumentException(
                $"{feature}: {now.Length} cells against {reference.Length}; bins, missing and unseen are expected of both"
            );
        var (n, m) = (Sum(now), Sum(reference));
        double Share(long count, long of) => of == 0 ? 0 : (double)count / of;
        var result = new HistogramDrift(
            feature,
            n,
            m,
            null,
            null,
            null,
            null,
            Share(now[^2], n),
            Share(reference[^2], m),
            Share(now[^1], n)
        );
        if (n < rules.MinimumOrders || m < rules.MinimumOrders)
            return result;

        var cells = 0;
        double psi = 0,
            divergence = 0,
            below = 0,
            referenceBelow = 0,
            gap = 0;
        for (var i = 0; i < now.Length; i++)
            if (now[i] + reference[i] > 0)
                cells++;
        for (var i = 0; i < now.Length; i++)
        {
            if (now[i] + reference[i] == 0)
                continue;
            var p = (now[i] + Smoothing) / (n + Smoothing * cells);
            var q = (reference[i] + Smoothing) / (m + Smoothing * cells);
            psi += (p - q) * Math.Log(p / q);
            divergence +=
                HalfDivergence(Share(now[i], n), Share(reference[i], m)) + HalfDivergence(Share(reference[i], m), Share(now[i], n));
            below += Share(now[i], n);
            referenceBelow += Share(reference[i], m);
            gap = Math.Max(gap, Math.Abs(below - referenceBelow));
        }

        return result with
        {
            Psi = psi,
            Limit = cells < 2 ? 0 : (1.0 / n + 1.0 / m) * ChiSquare.Quantile(1 - rules.FalseAlarms / compared, cells - 1),
            JensenShannon = Math.Sqrt(Math.Clamp(divergence, 0, 1)),
            KolmogorovSmirnov = gap,
        };
    }

    /// <summary>Half of p·log2(p / mean), the part of one side in the Jensen-Shannon divergence.</summary>
    private static double HalfDivergence(double p, double q) => p == 0 ? 0 : 0.5 * p * Math.Log2(2 * p / (p + q));

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
            sum += count;
        return sum;
    }
}
