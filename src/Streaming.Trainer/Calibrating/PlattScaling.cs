using Streaming.Models.Calibration;

namespace Streaming.Trainer.Calibrating;

/// <summary>
/// Platt's logistic curve of the margin (Platt 1999, with his smoothed targets), fitted by Newton steps (Lin, Lin, Weng 2007) on
/// out-of-time predictions and tabulated, so that scoring needs no exponential.
/// </summary>
public static class PlattScaling
{
    /// <summary>Beyond this many log-odds of the calibrated curve the line stays flat: p is under 0.0004 or above 0.9996.</summary>
    private const double Reach = 8;

    /// <summary>Straight lines this far apart miss the logistic curve by at most 0.0002.</summary>
    private const double KnotSpacing = 0.125;

    private const int MaximumSteps = 100;
    private const double Converged = 1e-10;

    /// <exception cref="TrainingException">One class is absent, or a higher margin does not mean a higher chance.</exception>
    public static PiecewiseLinear Fit(IReadOnlyList<double> margins, IReadOnlyList<bool> satisfied)
    {
        var (slope, intercept) = Curve(margins, satisfied);
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

    /// <summary>Slope and intercept of the log-odds of satisfied over the margin.</summary>
    /// <exception cref="TrainingException">One class is absent, or the slope is not above 0.</exception>
    public static (double Slope, double Intercept) Curve(IReadOnlyList<double> margins, IReadOnlyList<bool> satisfied)
    {
        var good = satisfied.Count(label => label);
        var bad = satisfied.Count - good;
        if (good == 0 || bad == 0) throw new TrainingException($"the calibration has {good} satisfied and {bad} unsatisfied customers; it needs both");
        double highTarget = (good + 1.0) / (good + 2.0), lowTarget = 1.0 / (bad + 2.0);
        double slope = 1, intercept = 0;
        for (var step = 0; step < MaximumSteps; step++)
        {
            double gradientSlope = 0, gradientIntercept = 0, h11 = Converged, h22 = Converged, h12 = 0;
            for (var i = 0; i < margins.Count; i++)
            {
                var p = Logistic(slope * margins[i] + intercept);
                var miss = (satisfied[i] ? highTarget : lowTarget) - p;
                var weight = p * (1 - p);
                gradientSlope += miss * margins[i];
                gradientIntercept += miss;
                h11 += weight * margins[i] * margins[i];
                h12 += weight * margins[i];
                h22 += weight;
            }

            var determinant = h11 * h22 - h12 * h12;
            var slopeStep = (h22 * gradientSlope - h12 * gradientIntercept) / determinant;
            var interceptStep = (h11 * gradientIntercept - h12 * gradientSlope) / determinant;
            slope += slopeStep;
            intercept += interceptStep;
            if (Math.Abs(slopeStep) + Math.Abs(interceptStep) < Converged) break;
        }

        if (!(slope > 0)) throw new TrainingException($"the calibration's slope is {slope}: on later orders a higher margin did not mean more satisfied customers");
        return (slope, intercept);
    }

    private static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
