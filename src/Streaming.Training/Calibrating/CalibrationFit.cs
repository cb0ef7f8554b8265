namespace Streaming.Training.Calibrating;

/// <summary>
/// A logistic curve of the margin with a level for either population: orders that are open at their delivery, and those whose customer has
/// already answered.
/// </summary>
/// <param name="Slope">Change of the log-odds of satisfied per margin: how far margins may be trusted. From out-of-time predictions of open
/// orders.</param>
/// <param name="OpenLevel">Intercept for open orders.</param>
/// <param name="AnsweredLevel">Intercept for the others.</param>
/// <param name="RecentRows">Open orders of the last weeks that the level of open orders follows.</param>
/// <remarks>
/// The levels are first set where the fitted orders' mean probability is their share satisfied. That of open orders then follows the last
/// weeks before the fit, as a forest that had
/// not seen them predicted them: over the years it is calibration on open orders that drifts, and what just happened says most about what
/// comes. The more orders, the closer.
/// </remarks>
public sealed record CalibrationFit(double Slope, double OpenLevel, double AnsweredLevel, int RecentRows)
{
    /// <summary>So many recent orders move the level half of the way.</summary>
    private const double HalfWay = 500;

    /// <summary>Fewer answered orders than this, or of one class only, have no level of their own.</summary>
    private const int FewestAnswered = 50;

    /// <summary>Margin to be added for an order that is already answered, so that one curve serves both.</summary>
    public double AnsweredShift => (AnsweredLevel - OpenLevel) / Slope;

    /// <param name="folds">Out-of-time predictions, fold by fold.</param>
    /// <param name="fitted">The fitted orders by the forest that is to be calibrated.</param>
    /// <param name="recent">The last weeks by a forest that had not seen them.</param>
    /// <exception cref="TrainingException">No curve settles: a higher margin did not mean a higher chance, every margin is the same, one
    /// outcome only. Says which.</exception>
    public static CalibrationFit Of(IReadOnlyList<PopulationSample> folds, PopulationSample fitted, PopulationSample recent)
    {
        CalibrationSample[] open = [.. folds.Select(fold => fold.Of(open: true)).Where(sample => sample.HasBoth)];

        // A tree or two may split on nothing but the answer: then all open orders have one margin, and only both populations together tell
        // a slope.
        var slope = PlattScaling.Slope(open.Any(sample => sample.Spreads) ? open : [.. folds.Select(fold => fold.All)]);
        var (fittedOpen, fittedAnswered, lately) = (fitted.Of(open: true), fitted.Of(open: false), recent.Of(open: true));
        var openLevel = PlattScaling.Level(slope, fittedOpen.HasBoth ? fittedOpen : fitted.All);
        var answeredLevel =
            fittedAnswered.HasBoth && fittedAnswered.Margins.Count >= FewestAnswered
                ? PlattScaling.Level(slope, fittedAnswered)
                : openLevel;
        if (!lately.HasBoth)
            return new CalibrationFit(slope, openLevel, answeredLevel, 0);
        var share = lately.Margins.Count / (lately.Margins.Count + HalfWay);
        return new CalibrationFit(
            slope,
            openLevel + share * (PlattScaling.Level(slope, lately) - openLevel),
            answeredLevel,
            lately.Margins.Count
        );
    }
}
