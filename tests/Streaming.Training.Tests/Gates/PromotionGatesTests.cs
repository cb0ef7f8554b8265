using Streaming.Contracts.Gates;
using Streaming.Training.Gates;
using Xunit;

namespace Streaming.Training.Tests.Gates;

public sealed class PromotionGatesTests
{
    private static readonly PromotionParameters Rules = new();

    [Fact]
    public void the_first_candidate_is_promoted_when_every_gate_passes()
    {
        var decision = PromotionGates.Evaluate([Good("a"), Good("b") with { RankedBy = 0.5 }], null, ["lateness"], Rules);
        Assert.Equal((PromotionDecision.Promoted, "b"), (decision.Outcome, decision.Candidate));
        Assert.All(decision.Gates["b"], gate => Assert.True(gate.Passed));
    }

    [Theory]
    [InlineData(0.3515, "small")]
    [InlineData(0.3530, "large")]
    public void of_two_that_are_as_good_the_smaller_trees_are_taken(double figure, string taken) =>
        Assert.Equal(
            taken,
            PromotionGates
                .Evaluate([Good("small"), Good("large") with { RankedBy = figure, LeavesPerTree = 24 }], null, [], Rules)
                .Candidate
        );

    [Fact]
    public void the_next_candidate_is_promoted_when_the_best_fails_a_gate()
    {
        var decision = PromotionGates.Evaluate(
            [With(Good("best") with { RankedBy = 0.9 }, "open.ece", 0.2), Good("next")],
            null,
            [],
            Rules
        );
        Assert.Equal((PromotionDecision.Promoted, "next"), (decision.Outcome, decision.Candidate));
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
        var decision = PromotionGates.Evaluate([With(Good("a"), metric, value)], Champion, ["lateness"], Rules);
        Assert.Equal(PromotionDecision.Kept, decision.Outcome);
        Assert.Equal([gate], decision.Gates["a"].Where(result => result.Failed).Select(result => result.Gate));
        Assert.Contains(gate, decision.Why);
        Assert.Contains($"it is {told},", decision.Why);
    }

    [Fact]
    public void an_undefined_figure_fails_its_gate() =>
        Assert.Equal(
            PromotionDecision.Kept,
            PromotionGates.Evaluate([Put(Good("a"), "open.roc_auc", new Figure(null))], null, [], Rules).Outcome
        );

    [Theory]
    [InlineData(-0.02, -0.04, -0.001, PromotionDecision.Kept)]
    [InlineData(-0.02, -0.04, 0.001, PromotionDecision.Kept)]
    [InlineData(0.001, -0.019, 0.021, PromotionDecision.Kept)]
    [InlineData(-0.002, -0.009, 0.005, PromotionDecision.Promoted)]
    [InlineData(0.02, 0.0, 0.04, PromotionDecision.Promoted)]
    [InlineData(0.031, 0.011, 0.05, PromotionDecision.Proposed)]
    public void what_may_be_worse_by_more_than_the_margin_is_kept_and_what_is_too_good_is_held(
        double gain,
        double low,
        double high,
        string outcome
    )
    {
        var over = new Dictionary<string, Figure> { ["open.pr_auc"] = new(gain, low, high), ["all.pr_auc"] = new(0, -0.009, 0.01) };
        Assert.Equal(outcome, PromotionGates.Evaluate([Good("a") with { Gains = Over("champion", over) }], Champion, [], Rules).Outcome);
    }

    [Fact]
    public void a_wider_interval_makes_it_harder_and_not_easier()
    {
        string Outcome(double half) =>
            PromotionGates
                .Evaluate(
                    [
                        Good("a") with
                        {
                            Gains = Over(
                                "champion",
                                new Dictionary<string, Figure>
                                {
                                    ["open.pr_auc"] = new(0, -half, half),
                                    ["all.pr_auc"] = new(0, -half, half),
                                }
                            ),
                        },
                    ],
                    Champion,
                    [],
                    Rules
                )
                .Outcome;
        Assert.Equal((PromotionDecision.Promoted, PromotionDecision.Kept), (Outcome(0.005), Outcome(0.05)));
    }

    [Fact]
    public void a_small_loss_against_the_champion_is_not_taken_again_and_again()
    {
        Dictionary<string, Figure> small = Both(-0.004),
            added = Both(-0.012);
        var gains = new Dictionary<string, IReadOnlyDictionary<string, Figure>>
        {
            ["champion"] = small,
            [PromotionGates.BestServed] = added,
        };
        var decision = PromotionGates.Evaluate([Good("a") with { Gains = gains }], Champion, [], Rules, Good("best_served"));
        Assert.Equal(PromotionDecision.Kept, decision.Outcome);
        Assert.Contains("not_worse_than_best_open", decision.Why, StringComparison.Ordinal);
        Assert.Equal(PromotionDecision.Promoted, PromotionGates.Evaluate([Good("a") with { Gains = gains }], Champion, [], Rules).Outcome);

        static Dictionary<string, Figure> Both(double gain) =>
            new() { ["open.pr_auc"] = new(gain, gain - 0.005, gain + 0.005), ["all.pr_auc"] = new(gain, gain - 0.005, gain + 0.005) };
    }

    [Fact]
    public void a_baseline_that_is_not_beaten_keeps_the_champion()
    {
        var equal = new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.01, -0.01, 0.03), ["all.pr_auc"] = new(0.1, 0.05, 0.2) };
        var decision = PromotionGates.Evaluate([Good("a") with { Gains = Over("predecessor", equal) }], null, ["predecessor"], Rules);
        Assert.Contains("beats_predecessor_open", decision.Why);
    }

    [Fact]
    public void the_champion_byte_for_byte_is_kept()
    {
        var decision = PromotionGates.Evaluate([Good("a") with { Sha256 = Champion.Sha256 }], Champion, ["lateness"], Rules);
        Assert.Equal(PromotionDecision.Kept, decision.Outcome);
        Assert.Contains("byte for byte", decision.Why);
    }

    [Fact]
    public void without_automatic_promotion_a_person_decides() =>
        Assert.Equal(PromotionDecision.Proposed, PromotionGates.Evaluate([Good("a")], null, [], Rules with { Automatic = false }).Outcome);

    [Fact]
    public void an_artifact_whose_golden_rows_differ_is_never_promoted()
    {
        var decision = PromotionGates.Evaluate([Good("a") with { GoldenFault = "golden row 3 scores otherwise" }], null, [], Rules);
        Assert.Equal(PromotionDecision.Kept, decision.Outcome);
        Assert.Contains("golden row 3", decision.Why);
    }

    [Fact]
    public void few_red_orders_wait_and_a_person_decides()
    {
        var decision = PromotionGates.Evaluate([With(With(Good("a"), "open.red_n", 29), "open.red_precision", 0.1)], null, [], Rules);
        Assert.Equal(PromotionDecision.Proposed, decision.Outcome);
        Assert.Equal(["red_precision_open"], decision.Gates["a"].Where(gate => gate.Waiting).Select(gate => gate.Gate));
        Assert.DoesNotContain(decision.Gates["a"], gate => gate.Waiting && gate.Passed);
        Assert.Contains("29 red, judged from 30 on", decision.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("red_n", 69, "red_count")]
    [InlineData("red_n", 0, "red_count")]
    [InlineData("red_unsatisfied", 48, "red_found")]
    [InlineData("alerted_n", 699, "alerted_count")]
    [InlineData("alerted_unsatisfied", 399, "alerted_found")]
    public void fewer_of_what_people_act_on_than_the_champion_gives_is_kept(string metric, double value, string gate)
    {
        foreach (var population in new[] { "open", "all" })
        {
            var decision = PromotionGates.Evaluate(
                [With(Good("a"), $"{population}.{metric}", value)],
                Champion,
                ["lateness"],
                Rules with
                {
                    RedPrecisionFloor = 0,
                }
            );
            Assert.Equal(PromotionDecision.Kept, decision.Outcome);
            Assert.Equal([$"{gate}_{population}"], decision.Gates["a"].Where(result => result.Failed).Select(result => result.Gate));
        }
    }

    [Theory]
    [InlineData(1, 0, PromotionDecision.Proposed)]
    [InlineData(29, 0, PromotionDecision.Proposed)]
    [InlineData(29, 40, PromotionDecision.Proposed)]
    [InlineData(30, 0, PromotionDecision.Kept)]
    [InlineData(30, 40, PromotionDecision.Promoted)]
    [InlineData(0, 0, PromotionDecision.Promoted)]
    public void none_where_the_champion_gave_some_is_never_promoted_without_a_person(double champions, double ours, string outcome)
    {
        var champion = With(With(Champion, "open.red_n", champions), "open.red_unsatisfied", champions);
        var candidate = With(With(Good("a"), "open.red_n", ours), "open.red_unsatisfied", ours);
        Assert.Equal(outcome, PromotionGates.Evaluate([candidate], champion, ["lateness"], Rules with { RedPrecisionFloor = 0 }).Outcome);
    }

    [Fact]
    public void what_nobody_measured_of_alerts_fails()
    {
        var metrics = Good("a").Metrics.Where(metric => !metric.Key.Contains("alerted", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(
            PromotionDecision.Kept,
            PromotionGates.Evaluate([Good("a") with { Metrics = metrics }], Champion, ["lateness"], Rules).Outcome
        );
    }

    [Fact]
    public void few_weeks_wait_and_a_person_decides()
    {
        var decision = PromotionGates.Evaluate([With(Good("a"), "all.weeks", 5)], null, [], Rules);
        Assert.Equal(PromotionDecision.Proposed, decision.Outcome);
        Assert.Contains("test_weeks", decision.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void few_labels_keep_the_champion() =>
        Assert.Contains(
            "label_coverage_open",
            PromotionGates.Evaluate([With(Good("a"), "open.label_coverage", 0.2)], null, [], Rules).Why,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(1999, PromotionDecision.Proposed)]
    [InlineData(2000, PromotionDecision.Kept)]
    public void an_interval_that_holds_the_limit_waits_on_few_rows_and_fails_on_many(double rows, string outcome)
    {
        var unsure = new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.01, -0.01, 0.03), ["all.pr_auc"] = new(0.1, 0.05, 0.2) };
        Assert.Equal(
            outcome,
            PromotionGates
                .Evaluate([With(Good("a"), "open.n", rows) with { Gains = Over("predecessor", unsure) }], null, ["predecessor"], Rules)
                .Outcome
        );
    }

    [Theory]
    [InlineData(0.07, PromotionDecision.Proposed)]
    [InlineData(0.2, PromotionDecision.Kept)]
    public void a_calibration_error_that_chance_may_make_waits_on_few_rows(double ece, string outcome) =>
        Assert.Equal(outcome, PromotionGates.Evaluate([With(With(Good("a"), "open.n", 300), "open.ece", ece)], null, [], Rules).Outcome);

    [Fact]
    public void a_candidate_that_passes_goes_before_one_that_waits()
    {
        var decision = PromotionGates.Evaluate(
            [With(Good("few") with { RankedBy = 0.9 }, "open.red_n", 3), Good("enough")],
            null,
            [],
            Rules
        );
        Assert.Equal((PromotionDecision.Promoted, "enough"), (decision.Outcome, decision.Candidate));
    }

    [Fact]
    public void nobody_to_serve_keeps_the_champion() =>
        Assert.Equal(
            (PromotionDecision.Kept, ""),
            (PromotionGates.Evaluate([], Champion, [], Rules).Outcome, PromotionGates.Evaluate([], Champion, [], Rules).Candidate)
        );

    private static Measured Champion => Good("champion") with { Sha256 = "its hash", RankedBy = null };

    private static Measured Good(string name)
    {
        var metrics = new Dictionary<string, Figure>();
        foreach (var population in new[] { "open", "all" })
        {
            foreach (
                var (metric, value) in new (string, double)[]
                {
                    ("n", 5000),
                    ("unsatisfied_share", 0.2),
                    ("ece", 0.02),
                    ("red_n", 100),
                    ("red_precision", 0.7),
                    ("red_unsatisfied", 70),
                    ("alerted_n", 1000),
                    ("alerted_unsatisfied", 500),
                    ("label_coverage", 0.9),
                    ("weeks", 10),
                    ("green_share", 0.8),
                    ("yellow_share", 0.15),
                    ("red_share", 0.05),
                }
            )
                metrics[$"{population}.{metric}"] = new Figure(value);
            metrics[$"{population}.roc_auc"] = new Figure(0.68, 0.67, 0.69);
        }

        var clear = new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.01, 0.005, 0.02), ["all.pr_auc"] = new(0.01, 0.005, 0.02) };
        return new Measured
        {
            Name = name,
            Sha256 = $"hash of {name}",
            FittedRows = 1000,
            RankedBy = 0.35,
            LeavesPerTree = 8,
            Metrics = metrics,
            Gains = new Dictionary<string, IReadOnlyDictionary<string, Figure>> { ["lateness"] = clear, ["champion"] = clear },
            GoldenFault = "",
        };
    }

    private static Measured With(Measured one, string metric, double value) =>
        Put(one, metric, new Figure(value, value - 0.01, value + 0.01));

    private static Measured Put(Measured one, string metric, Figure figure) =>
        one with
        {
            Metrics = new Dictionary<string, Figure>(one.Metrics) { [metric] = figure },
        };

    private static Dictionary<string, IReadOnlyDictionary<string, Figure>> Over(
        string other,
        IReadOnlyDictionary<string, Figure> figures
    ) => new() { [other] = figures };
}
