using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Contracts.Events;
using Streaming.Models.Artifacts;
using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Gates;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.Stages;

/// <summary>What may replace a champion and what may not, by whole runs on changed data.</summary>
public sealed class ReplacementTests(ReplacementTests.Service service) : IClassFixture<ReplacementTests.Service>
{
    [Fact]
    public void shuffled_labels_do_not()
    {
        var random = new SeededRandom(8);
        int[] scores = [.. Service.Events.Where(given => given.Review is not null).Select(given => given.Review!.ReviewScore)];
        for (var i = scores.Length - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (scores[i], scores[other]) = (scores[other], scores[i]);
        }

        var next = 0;
        Kept(
            [
                .. Service.Events.Select(given =>
                    given.Review is { } review ? new MarketEvent(review with { ReviewScore = scores[next++] }) : given
                ),
            ],
            "roc_auc_open"
        );
    }

    [Fact]
    public void a_swapped_class_does_not() =>
        Kept(
            [
                .. Service.Events.Select(given =>
                    given.Review is { } review ? new MarketEvent(review with { ReviewScore = 6 - review.ReviewScore }) : given
                ),
            ],
            "unsatisfied_share_high"
        );

    [Fact]
    public void a_shrunken_table_does_not() => Kept([.. SmallMarket.Events(1100)], "fitted_rows");

    [Fact]
    public void the_champion_itself_does_not()
    {
        using var again = Run(Service.Events, Service.Good, service.Champion);
        Assert.Equal(
            (PromotionDecision.Kept, true),
            (again.Report.Decision.Outcome, again.Report.Decision.Why.Contains("byte for byte", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void a_better_candidate_does()
    {
        using var poor = Run(Service.Events, Service.Poor, null);
        using var better = Run(Service.Events, Service.Good, poor.Model("one"), tooGood: 0.9);
        Assert.True(better.Report.Decision.Outcome == PromotionDecision.Promoted, better.Report.Decision.Why);
        Assert.True(better.Report.Best.Gains["champion"].OpenPrAuc.Value > 0);
    }

    [Fact]
    public void a_gain_like_a_leaks_is_proposed_to_a_person()
    {
        using var poor = Run(Service.Events, Service.Poor, null);
        using var leak = Run(Service.Events, Service.Good, poor.Model("one"), tooGood: 0.001);
        Assert.True(leak.Report.Decision.Outcome == PromotionDecision.Proposed, leak.Report.Decision.Why);
        Assert.Contains("too good", leak.Report.Decision.Why);
    }

    [Fact]
    public void what_is_as_good_as_a_poor_champion_but_worse_than_the_best_that_ever_served_does_not()
    {
        using var poor = Run(Service.Events, Service.Poor, null);
        using var run = new SmallRun(
            Service.Events,
            Service.Plan(Service.Poor with { Trees = 3 }, 0.5),
            poor.Model("one"),
            service.Champion,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(PromotionDecision.Kept, run.Report.Decision.Outcome);
        Assert.All(
            run.Report.Decision.Gates["one"].Where(gate => gate.Gate.StartsWith("not_worse_open", StringComparison.Ordinal)),
            gate => Assert.True(gate.Passed)
        );
        Assert.Contains(
            run.Report.Decision.Gates["one"],
            gate => gate.Failed && gate.Gate.StartsWith("not_worse_than_best_", StringComparison.Ordinal)
        );
        Assert.Equal(ArtifactWriter.Sha256(service.Champion), run.Report.BestIfPromoted);
        Assert.Equal(
            "best",
            Assert.Single(run.Told.OfType<CandidateEvaluated>(), told => told.Candidate == PromotionGates.BestServed).Role
        );
    }

    [Fact]
    public void a_clock_that_runs_slow_changes_no_judgement()
    {
        using var quick = Run(Service.Events, Service.Good, null);
        using var slow = new SmallRun(
            Service.Events,
            Service.Plan(Service.Good, 0.5) with
            {
                Promotion = Service.Plan(Service.Good, 0.5).Promotion with { LatencyLimitMicroseconds = 1 },
            },
            null,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(PromotionDecision.Promoted, slow.Report.Decision.Outcome);
        Assert.DoesNotContain(quick.Report.Decision.Gates["one"], gate => gate.Gate == "latency");
    }

    private void Kept(IReadOnlyList<MarketEvent> events, string gate)
    {
        using var run = Run(events, Service.Good, service.Champion);
        Assert.Equal(PromotionDecision.Kept, run.Report.Decision.Outcome);
        Assert.Contains(run.Report.Decision.Gates["one"], result => result.Gate == gate && !result.Passed);
    }

    private static SmallRun Run(IReadOnlyList<MarketEvent> events, CandidateParameters candidate, byte[]? champion, double tooGood = 0.5) =>
        new(events, Service.Plan(candidate, tooGood), champion, null, TestContext.Current.CancellationToken);

    /// <summary>A champion on a healthy market.</summary>
    public sealed class Service
    {
        public static readonly IReadOnlyList<MarketEvent> Events = SmallMarket.Events(4000);

        internal static readonly CandidateParameters Good = new()
        {
            Family = CandidateFamily.FastTree,
            Trees = 60,
            MinimumRowsPerLeaf = 20,
        };

        internal static readonly CandidateParameters Poor = new()
        {
            Family = CandidateFamily.FastTree,
            Trees = 2,
            LeavesPerTree = 2,
            MinimumRowsPerLeaf = 20,
        };

        public Service()
        {
            using var run = new SmallRun(Events, Plan(Good, 0.5));
            Assert.True(run.Report.Decision.Outcome == PromotionDecision.Promoted, run.Report.Decision.Why);
            Champion = run.Model("one");
        }

        public byte[] Champion { get; }

        /// <summary>Limits that a small market's noise does not break.</summary>
        internal static TrainingPlan Plan(CandidateParameters candidate, double tooGood) =>
            new()
            {
                Parameters = new TrainingParameters
                {
                    RollingFolds = 2,
                    BootstrapDraws = 100,
                    Candidates = new Dictionary<string, CandidateParameters> { ["one"] = candidate },
                },
                Promotion = new PromotionParameters
                {
                    EceLimit = 0.2,
                    TierShift = 1,
                    RedPrecisionFloor = 0.2,
                    TooGood = tooGood,
                    BaselineGainFrom = -1,
                    WorseBy = 0.05,
                    GuardrailFrom = 0,
                    RedPrecisionFrom = 0,
                    JudgedFrom = 0,
                },
            };
    }
}
