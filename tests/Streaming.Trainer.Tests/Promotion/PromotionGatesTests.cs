using Streaming.Audit.Runs;
using Streaming.Trainer.Promotion;
using Xunit;

namespace Streaming.Trainer.Tests.Promotion;

public sealed class PromotionGatesTests
{
    private static readonly PromotionParameters Rules = new();

    [Fact]
    public void the_first_candidate_is_promoted_when_every_gate_passes()
    {
        var judged = PromotionGates.Judge([Good("a"), Good("b") with { RankedBy = 0.5 }], null, ["lateness"], Rules);
        Assert.Equal((Judgement.Promoted, "b"), (judged.Outcome, judged.Candidate));
        Assert.All(judged.Gates["b"], gate => Assert.True(gate.Passed));
    }

    [Theory]
    [InlineData(0.3515, "small")]
    [InlineData(0.3530, "large")]
    public void of_two_that_are_as_good_the_smaller_trees_are_taken(double figure, string taken) =>
        Assert.Equal(taken, PromotionGates.Judge([Good("small"), Good("large") with { RankedBy = figure, LeavesPerTree = 24 }], null, [], Rules).Candidate);

    [Fact]
    public void the_next_candidate_is_promoted_when_the_best_fails_a_gate()
    {
        var judged = PromotionGates.Judge([With(Good("best") with { RankedBy = 0.9 }, "open.ece", 0.2), Good("next")], null, [], Rules);
        Assert.Equal((Judgement.Promoted, "next"), (judged.Outcome, judged.Candidate));
    }

    [Theory]
    [InlineData("open.ece", 0.05, "ece_open", "0.05")]
    [InlineData("all.ece", 0.05, "ece_all", "0.05")]
    [InlineData("all.red_precision", 0.4, "red_precision_all", "0.4")]
    [InlineData("open.roc_auc", 0.54, "roc_auc_open", "0.54")]
    [InlineData("open.n", 199, "test_rows_open", "199")]
    [InlineData("all.unsatisfied_share", 0.79, "unsatisfied_share_high", "0.79")]
    [InlineData("open.red_share", 0.3, "tier_mix_open", "0.25")]
    public void a_figure_beyond_its_limit_keeps_the_champion_and_is_named(string metric, double value, string gate, string told)
    {
        var judged = PromotionGates.Judge([With(Good("a"), metric, value)], Champion, ["lateness"], Rules);
        Assert.Equal(Judgement.Kept, judged.Outcome);
        Assert.Equal([gate], judged.Gates["a"].Where(result => !result.Passed).Select(result => result.Gate));
        Assert.Contains(gate, judged.Why);
        Assert.Contains($"it is {told},", judged.Why);
    }

    [Fact]
    public void an_undefined_figure_fails_its_gate() =>
        Assert.Equal(Judgement.Kept, PromotionGates.Judge([Put(Good("a"), "open.roc_auc", new Figure(null))], null, [], Rules).Outcome);

    [Theory]
    [InlineData(-0.02, -0.001, Judgement.Kept)]
    [InlineData(-0.02, 0.001, Judgement.Promoted)]
    [InlineData(0.02, 0.04, Judgement.Promoted)]
    [InlineData(0.031, 0.05, Judgement.Proposed)]
    public void only_worse_beyond_the_interval_keeps_and_only_too_good_is_held(double gain, double high, string outcome)
    {
        var over = new Dictionary<string, Figure> { ["open.pr_auc"] = new(gain, gain - 0.02, high), ["all.pr_auc"] = new(0, -0.01, 0.01) };
        Assert.Equal(outcome, PromotionGates.Judge([Good("a") with { Gains = Over("champion", over) }], Champion, [], Rules).Outcome);
    }

    [Fact]
    public void a_baseline_that_is_not_beaten_keeps_the_champion()
    {
        var equal = new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.01, -0.01, 0.03), ["all.pr_auc"] = new(0.1, 0.05, 0.2) };
        var judged = PromotionGates.Judge([Good("a") with { Gains = Over("predecessor", equal) }], null, ["predecessor"], Rules);
        Assert.Contains("beats_predecessor_open", judged.Why);
    }

    [Fact]
    public void the_champion_byte_for_byte_is_kept()
    {
        var judged = PromotionGates.Judge([Good("a") with { Sha256 = Champion.Sha256 }], Champion, ["lateness"], Rules);
        Assert.Equal(Judgement.Kept, judged.Outcome);
        Assert.Contains("byte for byte", judged.Why);
    }

    [Fact]
    public void without_automatic_promotion_a_person_decides() =>
        Assert.Equal(Judgement.Proposed, PromotionGates.Judge([Good("a")], null, [], Rules with { Automatic = false }).Outcome);

    [Fact]
    public void an_artifact_whose_golden_rows_differ_is_never_promoted()
    {
        var judged = PromotionGates.Judge([Good("a") with { GoldenFault = "golden row 3 scores otherwise" }], null, [], Rules);
        Assert.Equal(Judgement.Kept, judged.Outcome);
        Assert.Contains("golden row 3", judged.Why);
    }

    [Fact]
    public void few_red_orders_are_not_judged() =>
        Assert.Equal(Judgement.Promoted, PromotionGates.Judge([With(With(Good("a"), "open.red_n", 29), "open.red_precision", 0.1)], null, [], Rules).Outcome);

    [Fact]
    public void nobody_to_serve_keeps_the_champion() => Assert.Equal((Judgement.Kept, ""), (PromotionGates.Judge([], Champion, [], Rules).Outcome, PromotionGates.Judge([], Champion, [], Rules).Candidate));

    private static Measured Champion => Good("champion") with { Sha256 = "its hash", RankedBy = null };

    private static Measured Good(string name)
    {
        var metrics = new Dictionary<string, Figure>();
        foreach (var population in new[] { "open", "all" })
        {
            foreach (var (metric, value) in new (string, double)[]
            {
                ("n", 5000), ("unsatisfied_share", 0.2), ("ece", 0.02), ("red_n", 100), ("red_precision", 0.7), ("green_share", 0.8), ("yellow_share", 0.15), ("red_share", 0.05),
            })
                metrics[$"{population}.{metric}"] = new Figure(value);
            metrics[$"{population}.roc_auc"] = new Figure(0.68, 0.67, 0.69);
        }

        var clear = new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.01, 0.005, 0.02), ["all.pr_auc"] = new(0.01, 0.005, 0.02) };
        return new Measured(name, $"hash of {name}", 1000, 0.35, 8, metrics, new Dictionary<string, IReadOnlyDictionary<string, Figure>> { ["lateness"] = clear, ["champion"] = clear }, "", 5);
    }

    private static Measured With(Measured one, string metric, double value) => Put(one, metric, new Figure(value, value - 0.01, value + 0.01));

    private static Measured Put(Measured one, string metric, Figure figure) => one with { Metrics = new Dictionary<string, Figure>(one.Metrics) { [metric] = figure } };

    private static Dictionary<string, IReadOnlyDictionary<string, Figure>> Over(string other, IReadOnlyDictionary<string, Figure> figures) => new() { [other] = figures };
}
