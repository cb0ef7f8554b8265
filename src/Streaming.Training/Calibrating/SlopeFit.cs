using System.Globalization;

namespace Streaming.Training.Calibrating;

/// <summary>
/// The slope of a logistic curve, common to all folds, with a level of its own for each: Newton's steps on standardised margins, halved
/// until the likelihood rises, bounded, and
/// checked at the end.
/// </summary>
/// <remarks>
/// The likelihood is concave, so a step that is halved far enough always gains, wherever the labels lie; a whole step from far away runs
/// off to both ends of the curve. Margins
/// are standardised (within each fold, then by one scale), because what is a large step depends on how they spread.
/// </remarks>
internal sealed class SlopeFit
{
    private const int MaximumSteps = 100;
    private const int MaximumHalvings = 40;

    /// <summary>A step this small, in log-odds, is the last: Newton's error after it is its square, and smaller steps gain less than sums
    /// of this length can tell.</summary>
    private const double LastStep = 1e-6;

    /// <summary>No step moves slope or level further, in log-odds per standard deviation.</summary>
    private const double LongestStep = 4;

    /// <summary>Margins that decide so much, in log-odds per standard deviation, have separated the outcomes: no slope is steep enough for
    /// them.</summary>
    private const double Steepest = 40;

    /// <summary>A slope under this, in log-odds per standard deviation, ranks nobody.</summary>
    private const double Flattest = 1e-3;

    /// <summary>Fewer orders of either outcome than this tell no slope.</summary>
    private const int FewestOfEither = 10;

    private readonly double[][] margins;
    private readonly bool[][] satisfied;
    private readonly double[] levels;
    private readonly double scale;
    private double slope;

    private SlopeFit(IReadOnlyList<CalibrationSample> folds)
    {
        var means = folds.Select(fold => fold.Margins.Average()).ToArray();
        margins = [.. folds.Select((fold, at) => fold.Margins.Select(margin => margin - means[at]).ToArray())];
        satisfied = [.. folds.Select(fold => fold.Satisfied.ToArray())];
        scale = Math.Sqrt(margins.Sum(fold => fold.Sum(margin => margin * margin)) / margins.Sum(fold => fold.Length));
        levels = [.. satisfied.Select(fold => LogOdds(fold.Count(yes => yes) / (double)fold.Length))];
        if (!(scale > 0))
            return;
        foreach (var fold in margins)
            for (var i = 0; i < fold.Length; i++)
                fold[i] /= scale;
    }

    /// <param name="folds">Out-of-time predictions. Those with one outcome only say nothing of the slope and are left out.</param>
    /// <returns>Change of the log-odds of satisfied per margin.</returns>
    /// <exception cref="TrainingException">There is none: says why.</exception>
    public static double Of(IReadOnlyList<CalibrationSample> folds)
    {
        foreach (var fold in folds)
            fold.RequireFinite();
        CalibrationSample[] telling = [.. folds.Where(fold => fold.HasBoth)];
        if (telling.Length == 0)
            throw Unsettled(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"of the {folds.Sum(fold => fold.Margins.Count)} orders predicted out of time, no fold holds satisfied and "
                        + $"unsatisfied ones"
                )
            );
        var good = telling.Sum(fold => fold.Satisfied.Count(satisfied => satisfied));
        var bad = telling.Sum(fold => fold.Satisfied.Count) - good;
        if (Math.Min(good, bad) < FewestOfEither)
            throw Unsettled(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"of the orders predicted out of time, {good} are satisfied and {bad} unsatisfied; "
                        + $"it needs at least {FewestOfEither} of either"
                )
            );
        var fit = new SlopeFit(telling);
        if (!(fit.scale > 0))
            throw Unsettled("it gave every order that it predicted out of time the same margin, so it ranks nobody");
        if (fit.IsSeparated())
            throw Unsettled(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"its margins separate satisfied from unsatisfied completely on all {telling.Sum(fold => fold.Margins.Count)} "
                        + $"orders predicted out of time: too few orders, or a feature tells the answer"
                )
            );
        return fit.Search();
    }

    /// <summary>In every fold, all unsatisfied lie below all satisfied.</summary>
    private bool IsSeparated()
    {
        for (var fold = 0; fold < margins.Length; fold++)
        {
            var (ofFold, outcomes) = (margins[fold], satisfied[fold]);
            var highestBad = ofFold.Where((_, i) => !outcomes[i]).Max();
            var lowestGood = ofFold.Where((_, i) => outcomes[i]).Min();
            if (highestBad >= lowestGood)
                return false;
        }

        return true;
    }

    private double Search()
    {
        var reached = LogLikelihood(slope, levels);
        for (var step = 0; step < MaximumSteps; step++)
        {
            var (change, moves) = Direction();
            var longest = Math.Max(Math.Abs(change), moves.Max(Math.Abs));
            if (!double.IsFinite(longest))
                break;
            if (longest < LastStep)
            {
                slope += change;
                return Settled();
            }

            if (!TryMove(change, moves, Math.Min(1, LongestStep / longest), ref reached))
                throw Unsettled("no step towards it gained any more");
            if (Math.Abs(slope) > Steepest)
                break;
        }

        throw Unsettled(
            string.Create(
                CultureInfo.InvariantCulture,
                $"after {MaximumSteps} steps at most, the slope stood at {slope / scale:0.###} per margin and still moved"
            )
        );
    }

    /// <summary>The levels are eliminated from the Newton step of the slope: each fold adds its Schur complement.</summary>
    private (double Change, double[] Moves) Direction()
    {
        double gradient = 0,
            curvature = 0;
        var sums = new (double Level, double Cross, double Curvature)[levels.Length];
        for (var fold = 0; fold < levels.Length; fold++)
        {
            var one = Sums(fold);
            sums[fold] = (one.Level, one.Cross, one.LevelCurvature);
            gradient += one.Slope - one.Cross * one.Level / one.LevelCurvature;
            curvature += one.SlopeCurvature - one.Cross * one.Cross / one.LevelCurvature;
        }

        var change = gradient / curvature;
        return (change, [.. sums.Select(one => (one.Level - one.Cross * change) / one.Curvature)]);
    }

    /// <summary>Halves the step until the likelihood rises.</summary>
    private bool TryMove(double change, double[] moves, double share, ref double reached)
    {
        for (var halving = 0; halving < MaximumHalvings; halving++, share /= 2)
        {
            var factor = share;
            double[] moved = [.. levels.Select((level, fold) => level + factor * moves[fold])];
            var likelihood = LogLikelihood(slope + share * change, moved);
            if (!(likelihood > reached))
                continue;
            reached = likelihood;
            slope += share * change;
            moved.CopyTo(levels, 0);
            return true;
        }

        return false;
    }

    private double Settled() =>
        slope >= Flattest
            ? slope / scale
            : throw new TrainingException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the calibration's slope is {slope / scale:0.######}: on later orders a higher margin did not mean more satisfied "
                        + $"customers"
                )
            );

    private (double Slope, double Level, double SlopeCurvature, double Cross, double LevelCurvature) Sums(int fold)
    {
        double gradientSlope = 0,
            gradientLevel = 0,
            slopeCurvature = 0,
            cross = 0,
            levelCurvature = 0;
        for (var i = 0; i < margins[fold].Length; i++)
        {
            var margin = margins[fold][i];
            var p = PlattScaling.Logistic(slope * margin + levels[fold]);
            var miss = (satisfied[fold][i] ? 1 : 0) - p;
            var weight = p * (1 - p);
            gradientSlope += miss * margin;
            gradientLevel += miss;
            slopeCurvature += weight * margin * margin;
            cross += weight * margin;
            levelCurvature += weight;
        }

        return (gradientSlope, gradientLevel, slopeCurvature, cross, levelCurvature);
    }

    private double LogLikelihood(double atSlope, double[] atLevels)
    {
        var sum = 0.0;
        for (var fold = 0; fold < margins.Length; fold++)
        for (var i = 0; i < margins[fold].Length; i++)
        {
            var logOdds = atSlope * margins[fold][i] + atLevels[fold];
            sum -= SoftPlus(satisfied[fold][i] ? -logOdds : logOdds);
        }

        return sum;
    }

    /// <summary>ln(1 + e^x) without overflow.</summary>
    private static double SoftPlus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double LogOdds(double share) => Math.Log(share / (1 - share));

    private static TrainingException Unsettled(string why) => new($"the calibration does not settle: {why}");
}
