using Streaming.Training;
using Streaming.Training.Calibrating;
using Streaming.Training.Evaluation;
using Xunit;

namespace Streaming.Training.Tests.Calibrating;

/// <summary>Where labels and margins disagree: a curve settles, or says why there is none.</summary>
public sealed class UnsettledCalibrationTests
{
    [Theory]
    [InlineData(2.5, 0.7, 0.4)]
    [InlineData(2.0, 0.7, 0.2)]
    [InlineData(3.0, 0.7, 0.6)]
    [InlineData(-40, 0.01, 0.9)]
    [InlineData(900, 30, 0.01)]
    [InlineData(1e6, 2, 0.5)]
    [InlineData(0, 0, 0.3)]
    public void a_level_is_found_however_far_share_and_margins_are_apart(double mean, double spread, double share)
    {
        var sample = Unrelated(3000, mean, spread, share, 1);
        foreach (var slope in new[] { 0.05, 1.0, 3.0 })
        {
            var level = PlattScaling.Level(slope, sample);
            var reached = sample.Margins.Average(margin => 1 / (1 + Math.Exp(-(slope * margin + level))));
            Assert.Equal(sample.Satisfied.Count(good => good) / 3000.0, reached, 1e-6);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1000, 1)]
    [InlineData(-1e6, 1)]
    [InlineData(0, 1e-4)]
    [InlineData(0, 1e4)]
    public void a_slope_does_not_depend_on_where_margins_lie_or_how_they_spread(double shift, double stretch)
    {
        var plain = new[] { Drawn(4000, 0.7, -2, 2), Drawn(4000, 0.7, 2.5, 3) };
        CalibrationSample[] moved =
        [
            .. plain.Select(fold => fold with { Margins = [.. fold.Margins.Select(margin => margin * stretch + shift)] }),
        ];
        Assert.Equal(PlattScaling.Slope(plain), PlattScaling.Slope(moved) * stretch, 1e-5);
    }

    [Fact]
    public void a_fold_whose_share_is_far_from_its_margins_still_gives_the_slope()
    {
        // One good year and one month in which most are unhappy, whatever the margins say of the level.
        var folds = new[] { Drawn(8000, 0.8, 2.5, 4), Drawn(2000, 0.8, -4.5, 5) };
        Assert.InRange(PlattScaling.Slope(folds), 0.7, 0.9);
    }

    [Fact]
    public void a_month_that_went_wrong_moves_the_level_and_leaves_the_curve_a_curve()
    {
        var (year, month) = (Population(Drawn(8000, 0.9, 2.5, 6)), Population(Drawn(1500, 0.9, 0, 7)));
        var fit = CalibrationFit.Of([year], year, month);
        var curve = PlattScaling.Tabulate(fit.Slope, fit.OpenLevel);
        Assert.InRange(fit.OpenLevel, 0, 2.5);
        Assert.True(month.Margins.Select(curve.Probability).Distinct().Count() > 1000);
        Assert.All(month.Margins, margin => Assert.InRange(curve.Probability(margin), 0.001, 0.999));
    }

    [Fact]
    public void labels_turned_round_are_refused() => Refused("did not mean more satisfied", [Drawn(4000, -0.8, 1, 8)]);

    [Fact]
    public void one_outcome_in_every_fold_is_refused()
    {
        var good = Drawn(500, 1, 0, 9) with { Satisfied = [.. Enumerable.Repeat(true, 500)] };
        Refused("no fold holds satisfied and unsatisfied", [good, good]);
        Assert.Contains(
            "all satisfied or all unsatisfied",
            Assert.Throws<TrainingException>(() => PlattScaling.Level(1, good)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void a_fold_of_one_outcome_beside_others_says_nothing()
    {
        var telling = Drawn(4000, 0.6, 0, 10);
        var silent = Drawn(500, 1, 0, 11) with { Satisfied = [.. Enumerable.Repeat(false, 500)] };
        Assert.Equal(PlattScaling.Slope([telling]), PlattScaling.Slope([telling, silent]));
    }

    [Fact]
    public void margins_that_are_all_the_same_are_refused() => Refused("ranks nobody", [Unrelated(1000, 1.5, 0, 0.8, 12)]);

    [Fact]
    public void a_handful_of_orders_is_refused() => Refused("at least 10 of either", [Drawn(12, 1, 0, 13)]);

    [Fact]
    public void margins_that_separate_the_outcomes_are_refused()
    {
        double[] margins = [.. Enumerable.Range(0, 200).Select(i => (double)i)];
        Refused("separate", [new CalibrationSample(margins, [.. margins.Select(margin => margin > 120)])]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void a_margin_that_is_no_number_is_refused(double margin)
    {
        var sample = Drawn(1000, 1, 0, 14);
        var broken = sample with { Margins = [margin, .. sample.Margins.Skip(1)] };
        Refused("order 1 of 1000", [broken]);
        Assert.Throws<TrainingException>(() => PlattScaling.Level(1, broken));
    }

    [Fact]
    public void labels_that_depend_on_nothing_give_a_flat_curve_or_a_reason()
    {
        for (var seed = 20; seed < 40; seed++)
        {
            try
            {
                Assert.InRange(PlattScaling.Slope([Unrelated(2000, 2.5, 0.7, 0.4, seed)]), 0, 0.3);
            }
            catch (TrainingException refused)
            {
                Assert.Contains("did not mean more satisfied", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    private static void Refused(string why, CalibrationSample[] folds) =>
        Assert.Contains(why, Assert.Throws<TrainingException>(() => PlattScaling.Slope(folds)).Message, StringComparison.Ordinal);

    private static PopulationSample Population(CalibrationSample sample) =>
        new(sample.Margins, sample.Satisfied, [.. sample.Margins.Select(_ => true)]);

    private static CalibrationSample Unrelated(int count, double mean, double spread, double share, long seed)
    {
        var random = new SeededRandom(seed);
        double[] margins = [.. Enumerable.Range(0, count).Select(_ => mean + spread * (random.Share() * 2 - 1))];
        return new CalibrationSample(margins, [.. margins.Select(_ => random.Share() < share)]);
    }

    private static CalibrationSample Drawn(int count, double slope, double level, long seed)
    {
        var random = new SeededRandom(seed);
        double[] margins = [.. Enumerable.Range(0, count).Select(_ => random.Share() * 6 - 3)];
        return new CalibrationSample(
            margins,
            [.. margins.Select(margin => random.Share() < 1 / (1 + Math.Exp(-(slope * margin + level))))]
        );
    }
}
