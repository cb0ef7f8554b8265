using Streaming.Models.Policy;
using Streaming.Training.Evaluation;
using Xunit;

namespace Streaming.Training.Tests.Evaluation;

public sealed class MeasurementTests
{
    // Ten orders: the first three unsatisfied; the model ranks 0, 1, 3 riskiest, lateness 2, 3, 0.
    private static readonly bool[] Satisfied = [false, false, false, true, true, true, true, true, true, true];
    private static readonly double[] Probability = [0.10, 0.20, 0.75, 0.40, 0.80, 0.81, 0.82, 0.83, 0.84, 0.85];
    private static readonly double[] DelayDays = [1, -5, 9, 4, double.NaN, -6, -7, -8, -9, -10];
    private static readonly double[] Perfect = [5, 4, 3, 2, 1, 0, -1, -2, -3, -4];
    private static readonly int[] Weeks = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    private static readonly Population Everybody = Population.Of(
        "all",
        [.. Enumerable.Range(0, 10)],
        Satisfied,
        12,
        new Resamples(Draws: 200, Seed: 3, Weeks, WeeksFrom: 100)
    );
    private static readonly Measurement Model = Measure(Everybody);

    [Fact]
    public void tiers_are_counted_with_their_unsatisfied()
    {
        Assert.Equal(new TierReport(2, 1.0), Model.Report.Red);
        Assert.Equal(new TierReport(1, 0.0), Model.Report.Yellow);
        Assert.Equal(new TierReport(7, 1 / 7.0), Model.Report.Green);
        Assert.Equal(
            (10, 12, 0.3, 1 / 3.0),
            (Model.Report.N, Model.Report.Delivered, Model.Report.UnsatisfiedShare, Model.Report.TopDecileRecall)
        );
    }

    [Fact]
    public void a_rule_and_the_model_flag_as_many()
    {
        Assert.Equal(new FlagReport(3, 2 / 3.0, 2 / 3.0, 2 / 3.0, 2 / 3.0), Model.BesideRule(Everybody, DelayDays, 0));
        Assert.Equal(new FlagReport(2, 0.5, 1 / 3.0, 1.0, 2 / 3.0), Model.BesideRule(Everybody, DelayDays, 3));
    }

    [Fact]
    public void a_gain_is_the_one_less_the_other_on_the_same_draws()
    {
        var perfect = new Measurement(Everybody, Perfect, null, TierPolicy.Default);
        var gain = Model.RocAucGain(perfect);
        Assert.Equal(Model.Report.RocAuc - 1.0, gain.Value);
        Assert.True(gain.Interval!.High <= 0);
        Assert.Equal(new Interval(0, 0), Model.PrAucGain(Model).Interval);
        Assert.Null(perfect.Report.Ece);
    }

    [Fact]
    public void the_curve_and_the_thresholds_count_every_order()
    {
        Assert.Equal(10, Model.Report.Curve.Sum(bin => bin.N));
        Assert.Equal((6, 1.0), (Model.Report.Curve[8].N, Model.Report.Curve[8].ShareSatisfied));
        Assert.Equal(9, Model.Report.Thresholds.Count);
        Assert.Equal(
            (2, 1.0, 2 / 3.0),
            (Model.Report.Thresholds[7 - 1].Flagged, Model.Report.Thresholds[7 - 1].Precision, Model.Report.Thresholds[7 - 1].Recall)
        );
    }

    [Fact]
    public void one_class_gives_no_figures_instead_of_wrong_ones()
    {
        var satisfied = Measure(Population.Of("some", [3, 4, 5], Satisfied, 3, new Resamples(50, 1, Weeks, 100))).Report;
        Assert.Null(satisfied.RocAuc);
        Assert.Null(satisfied.RocAucInterval);
        Assert.Null(satisfied.PrAuc);
        Assert.Equal(0, satisfied.UnsatisfiedShare);
    }

    private static Measurement Measure(Population population) =>
        new(population, [.. Probability.Select(p => 1 - p)], Probability, TierPolicy.Default);
}
