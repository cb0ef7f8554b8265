using Streaming.Models.Policy;
using Streaming.Trainer.Evaluation;
using Xunit;

namespace Streaming.Trainer.Tests.Evaluation;

public sealed class TestSampleTests
{
    // Ten orders: the first three unsatisfied; the model ranks 0, 1, 3 riskiest, lateness 2, 3, 0.
    private static readonly TestSample Sample = new(
        [false, false, false, true, true, true, true, true, true, true],
        [0.10, 0.20, 0.75, 0.40, 0.80, 0.81, 0.82, 0.83, 0.84, 0.85],
        [1, -5, 9, 4, double.NaN, -6, -7, -8, -9, -10],
        [5, 4, 3, 2, 1, 0, -1, -2, -3, -4]);

    private static readonly SampleReport Report = Sample.Measure(TierPolicy.Default, draws: 200, seed: 3);

    [Fact]
    public void tiers_are_counted_with_their_unsatisfied()
    {
        Assert.Equal(new TierReport(2, 1.0), Report.Model.Red);
        Assert.Equal(new TierReport(1, 0.0), Report.Model.Yellow);
        Assert.Equal(new TierReport(7, 1 / 7.0), Report.Model.Green);
        Assert.Equal(0.3, Report.Model.UnsatisfiedShare);
        Assert.Equal(1 / 3.0, Report.Model.TopDecileRecall);
    }

    [Fact]
    public void a_rule_and_the_model_flag_as_many()
    {
        Assert.Equal(new FlagReport(3, 2 / 3.0, 2 / 3.0, 2 / 3.0, 2 / 3.0), Report.Rules[0]);
        Assert.Equal(new FlagReport(2, 0.5, 1 / 3.0, 1.0, 2 / 3.0), Report.Rules[1]);
        Assert.Equal(1, Report.Rules[2].Flagged);
    }

    [Fact]
    public void a_gain_is_the_model_less_the_baseline_on_the_same_draws()
    {
        Assert.Equal(1.0, Report.Predecessor.RocAuc);
        Assert.Equal(Report.Model.RocAuc - 1.0, Report.Predecessor.RocAucGain);
        Assert.True(Report.Predecessor.RocAucGainInterval!.High <= 0);
        Assert.True(Report.Lateness.RocAucGain > 0);
    }

    [Fact]
    public void the_same_seed_gives_the_same_intervals() =>
        Assert.Equal(Report.Model.RocAucInterval, Sample.Measure(TierPolicy.Default, 200, 3).Model.RocAucInterval);

    [Fact]
    public void a_part_keeps_its_rows_together()
    {
        var part = Sample.Where([true, false, false, true, false, false, false, false, false, false]);
        Assert.Equal([false, true], part.Satisfied);
        Assert.Equal([0.10, 0.40], part.Probability);
        Assert.Equal([1.0, 4.0], part.DelayDays);
        Assert.Equal([5.0, 2.0], part.PredecessorRisk);
    }

    [Fact]
    public void one_class_gives_no_figures_instead_of_wrong_ones()
    {
        var satisfied = Sample.Where([.. Sample.Satisfied]).Measure(TierPolicy.Default, 50, 1).Model;
        Assert.Null(satisfied.RocAuc);
        Assert.Null(satisfied.RocAucInterval);
        Assert.Null(satisfied.PrAuc);
        Assert.Equal(0, satisfied.UnsatisfiedShare);
    }
}
