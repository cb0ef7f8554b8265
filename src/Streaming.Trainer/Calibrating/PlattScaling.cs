using Streaming.Models.Calibration;

namespace Streaming.Trainer.Calibrating;

/// <summary>
/// A logistic curve of the margin (Platt 1999), fitted by Newton steps and tabulated, so that scoring needs no exponential.
/// </summary>
/// <remarks>
/// The slope is fitted with a level of its own for every fold: how much worse one winter was than the months before it is news to that fold's forest, but not to
/// the forest that was fitted on all of them. Taking the level from the folds would count such a change twice.
/// </remarks>
public static class PlattScaling
{
    /// <summary>Beyond this many log-odds of the calibrated curve the line stays flat: p is under 0.0004 or above 0.9996.</summary>
    private const double Reach = 8;

    /// <summary>Straight lines this far apart miss the logistic curve by at most 0.0002.</summary>
    private const double KnotSpacing = 0.125;

    private const int MaximumSteps = 100;
    private const double Converged = 1e-10;

    /// <summary>Keeps a step defined where all margins are equal.</summary>
    private const double Ridge = 1e-9;

    /// <summary>The curve as knots.</summary>
    public static PiecewiseLinear Tabulate(double slope, double intercept)
    {
        var knots = (int)(2 * Reach / KnotSpacing) + 1;
        double[] at = new double[knots], probability = new double[knots];
        for (var knot = 0; knot < knots; knot++)
        {
            var logOdds = -Reach + knot * KnotSpacing;
            at[knot] = (logOdds - intercept) / slope;
            probability[knot] = Logistic(logOdds);
        }

        return new PiecewiseLinear(at, probability);
    }

    /// <summary>Change of the log-odds of satisfied per margin, the same in all folds.</summary>
    /// <exception cref="TrainingException">It is not above 0.</exception>
    public static double Slope(IReadOnlyList<CalibrationSample> folds)
    {
        var slope = 1.0;
        var levels = new double[folds.Count];
        for (var step = 0; step < MaximumSteps; step++)
        {
            // The levels are eliminated from the Newton step of the slope: each fold adds its Schur complement.
            double gradient = 0, curvature = Ridge;
            var moves = new (double Gradient, double Cross, double Curvature)[folds.Count];
            for (var fold = 0; fold < levels.Length; fold++)
            {
                var sums = Sums(folds[fold], slope, levels[fold]);
                moves[fold] = (sums.Level, sums.Cross, sums.LevelCurvature);
                gradient += sums.Slope - sums.Cross * sums.Level / sums.LevelCurvature;
                curvature += sums.SlopeCurvature - sums.Cross * sums.Cross / sums.LevelCurvature;
            }

            var change = gradient / curvature;
            slope += change;
            for (var fold = 0; fold < levels.Length; fold++) levels[fold] += (moves[fold].Gradient - moves[fold].Cross * change) / moves[fold].Curvature;
            if (Math.Abs(change) < Converged) break;
        }

        return slope > 0 ? slope : throw new TrainingException($"the calibration's slope is {slope}: on later orders a higher margin did not mean more satisfied customers");
    }

    /// <summary>The intercept at which the sample's mean probability is its share satisfied.</summary>
    public static double Level(double slope, CalibrationSample sample)
    {
        var level = 0.0;
        for (var step = 0; step < MaximumSteps; step++)
        {
            var sums = Sums(sample, slope, level);
            var change = sums.Level / sums.LevelCurvature;
            level += change;
            if (Math.Abs(change) < Converged) break;
        }

        return level;
    }

    private static (double Slope, double Level, double SlopeCurvature, double Cross, double LevelCurvature) Sums(CalibrationSample sample, double slope, double level)
    {
        double gradientSlope = 0, gradientLevel = 0, slopeCurvature = 0, cross = 0, levelCurvature = Ridge;
        for (var i = 0; i < sample.Margins.Count; i++)
        {
            var margin = sample.Margins[i];
            var p = Logistic(slope * margin + level);
            var miss = (sample.Satisfied[i] ? 1 : 0) - p;
            var weight = p * (1 - p);
            gradientSlope += miss * margin;
            gradientLevel += miss;
            slopeCurvature += weight * margin * margin;
            cross += weight * margin;
            levelCurvature += weight;
        }

        return (gradientSlope, gradientLevel, slopeCurvature, cross, levelCurvature);
    }

    private static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}

/// <summary>Margins and what became of them.</summary>
/// <param name="Margins">In log-odds of satisfied.</param>
/// <param name="Satisfied">One outcome per margin; both occur.</param>
public sealed record CalibrationSample(IReadOnlyList<double> Margins, IReadOnlyList<bool> Satisfied);
