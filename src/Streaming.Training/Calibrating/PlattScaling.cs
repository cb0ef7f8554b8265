using Streaming.Models.Calibration;

namespace Streaming.Training.Calibrating;

/// <summary>
/// A logistic curve of the margin (Platt 1999), fitted by damped Newton steps and tabulated, so that scoring needs no exponential.
/// </summary>
/// <remarks>
/// The slope is fitted with a level of its own for every fold: how much worse one winter was than the months before it is news to that
/// fold's forest, but not to
/// the forest that was fitted on all of them. Taking the level from the folds would count such a change twice.
/// </remarks>
public static class PlattScaling
{
    /// <summary>Beyond this many log-odds of the calibrated curve the line stays flat: p is under 0.0004 or above 0.9996.</summary>
    private const double Reach = 8;

    /// <summary>Straight lines this far apart miss the logistic curve by at most 0.0002.</summary>
    private const double KnotSpacing = 0.125;

    private const int MaximumSteps = 200;

    /// <summary>A bracket or a step this small, in log-odds, ends the search for a level.</summary>
    private const double Converged = 1e-10;

    /// <summary>The curve as knots.</summary>
    public static PiecewiseLinear Tabulate(double slope, double intercept)
    {
        var knots = (int)(2 * Reach / KnotSpacing) + 1;
        double[] at = new double[knots],
            probability = new double[knots];
        for (var knot = 0; knot < knots; knot++)
        {
            var logOdds = -Reach + knot * KnotSpacing;
            at[knot] = (logOdds - intercept) / slope;
            probability[knot] = Logistic(logOdds);
        }

        return new PiecewiseLinear(at, probability);
    }

    /// <summary>Change of the log-odds of satisfied per margin, the same in all folds.</summary>
    /// <exception cref="TrainingException">There is none above 0; says why.</exception>
    public static double Slope(IReadOnlyList<CalibrationSample> folds) => SlopeFit.Of(folds);

    /// <summary>The intercept at which the sample's mean probability is its share satisfied.</summary>
    /// <remarks>
    /// The mean rises with the intercept, so there is one, between what the highest and the lowest margin alone would ask for. Newton's
    /// steps are taken inside that bracket, which
    /// every step narrows, and halved intervals where they would leave it: share and margins may disagree as much as they like.
    /// </remarks>
    /// <exception cref="TrainingException">One outcome only, or a margin that is no finite number.</exception>
    public static double Level(double slope, CalibrationSample sample)
    {
        sample.RequireFinite();
        if (!sample.HasBoth)
            throw new TrainingException(
                $"the calibration does not settle: its {sample.Margins.Count} orders are all satisfied or all unsatisfied, so no level "
                    + $"fits them"
            );
        var share = sample.Satisfied.Count(satisfied => satisfied) / (double)sample.Satisfied.Count;
        var wanted = Math.Log(share / (1 - share));
        var mean = sample.Margins.Average();
        double[] logOdds = [.. sample.Margins.Select(margin => slope * (margin - mean))];
        var level = wanted;
        var (low, high) = (wanted - logOdds.Max(), wanted - logOdds.Min());
        for (var step = 0; step < MaximumSteps && high - low > Converged; step++)
        {
            var (miss, curvature) = Miss(sample.Satisfied, logOdds, level);
            if (miss == 0)
                break;
            if (miss > 0)
                low = level;
            else
                high = level;
            var next = level + miss / curvature;
            if (!(next > low && next < high))
                next = low + (high - low) / 2;
            var change = next - level;
            level = next;
            if (Math.Abs(change) < Converged)
                break;
        }

        return level - slope * mean;
    }

    /// <summary>Outcomes less probabilities, and how fast that falls with the level.</summary>
    private static (double Miss, double Curvature) Miss(IReadOnlyList<bool> satisfied, double[] logOdds, double level)
    {
        double miss = 0,
            curvature = 0;
        for (var i = 0; i < logOdds.Length; i++)
        {
            var p = Logistic(logOdds[i] + level);
            miss += (satisfied[i] ? 1 : 0) - p;
            curvature += p * (1 - p);
        }

        return (miss, curvature);
    }

    internal static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
