namespace Streaming.Training.Evaluation;

/// <summary>How good probabilities of satisfied are as probabilities.</summary>
public static class ProbabilityMetrics
{
    /// <summary>Bins of equal width in the calibration error.</summary>
    public const int Bins = 10;

    /// <summary>A probability of 0 or 1 that turns out wrong costs this much, not infinity.</summary>
    private const double Clip = 1e-15;

    /// <summary>Mean negative logarithm of the probability given to what happened; NaN on no rows.</summary>
    public static double LogLoss(IReadOnlyList<double> probability, IReadOnlyList<bool> satisfied)
    {
        var sum = 0.0;
        for (var i = 0; i < probability.Count; i++)
            sum -= Math.Log(Math.Clamp(satisfied[i] ? probability[i] : 1 - probability[i], Clip, 1));
        return probability.Count > 0 ? sum / probability.Count : double.NaN;
    }

    /// <summary>Mean squared difference between probability and outcome; NaN on no rows.</summary>
    public static double Brier(IReadOnlyList<double> probability, IReadOnlyList<bool> satisfied)
    {
        var sum = 0.0;
        for (var i = 0; i < probability.Count; i++)
        {
            var miss = probability[i] - (satisfied[i] ? 1 : 0);
            sum += miss * miss;
        }

        return probability.Count > 0 ? sum / probability.Count : double.NaN;
    }

    /// <summary>Expected calibration error: |mean probability − share satisfied| per bin of width 0.1, weighted by the rows in it; NaN on
    /// no rows.</summary>
    /// <param name="probability">Of satisfied.</param>
    /// <param name="satisfied">One outcome per row.</param>
    /// <param name="weights">How often each row was drawn; empty for once each.</param>
    public static double CalibrationError(
        IReadOnlyList<double> probability,
        IReadOnlyList<bool> satisfied,
        ReadOnlySpan<int> weights = default
    )
    {
        Span<double> excess = stackalloc double[Bins];
        excess.Clear();
        double rows = 0;
        for (var i = 0; i < probability.Count; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            var bin = Math.Min((int)(probability[i] * Bins), Bins - 1);
            excess[bin] += weight * (probability[i] - (satisfied[i] ? 1 : 0));
            rows += weight;
        }

        var sum = 0.0;
        foreach (var bin in excess)
            sum += Math.Abs(bin);
        return rows > 0 ? sum / rows : double.NaN;
    }
}
