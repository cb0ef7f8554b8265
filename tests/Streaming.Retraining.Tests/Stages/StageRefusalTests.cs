using Streaming.Contracts.Events;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Gates;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.Stages;

/// <summary>A stage that cannot do its work says what, where and what to do.</summary>
public sealed class StageRefusalTests
{
    private static readonly TrainingPlan Plan = new() { Parameters = SmallCandidates.Parameters };

    [Fact]
    public void too_few_deliveries() => Refused(SmallMarket.Events(300), Plan, "300 delivered orders", "at least 1000");

    [Fact]
    public void no_label_at_all() => Refused(SmallMarket.Events(1200, reviewed: 0), Plan, "no review", "nothing to learn");

    [Fact]
    public void too_few_labels() =>
        Refused(SmallMarket.Events(1200, reviewed: 0.1), Plan, "of 1200 delivered orders have a review", "at least 30");

    [Fact]
    public void one_class_only() =>
        Refused(
            [
                .. SmallMarket
                    .Events(1200)
                    .Select(given => given.Review is { } review ? new MarketEvent(review with { ReviewScore = 5 }) : given),
            ],
            Plan,
            "0 unsatisfied",
            "needs both"
        );

    [Fact]
    public void a_candidates_setting_out_of_range() =>
        Refused(
            SmallMarket.Events(1200),
            Plan with
            {
                Parameters = new TrainingParameters
                {
                    Candidates = new Dictionary<string, CandidateParameters> { ["x"] = new() { Trees = 0 } },
                },
            },
            "Candidates:x:Trees is 0",
            "1 to 2000"
        );

    [Fact]
    public void a_gates_limit_out_of_range() =>
        Refused(SmallMarket.Events(1200), Plan with { Promotion = new PromotionParameters { TooGood = 7 } }, "TooGood is 7", "0.001 to 1");

    private static void Refused(IReadOnlyList<MarketEvent> events, TrainingPlan plan, params string[] words)
    {
        var refusal = Assert.Throws<StageException>(() => new SmallRun(events, plan, cancellation: TestContext.Current.CancellationToken));
        Assert.All(words, word => Assert.Contains(word, refusal.What));
        Assert.NotEmpty(refusal.Where);
        Assert.NotEmpty(refusal.Remedy);
    }
}
