using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Retraining.Stages;
using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.Stages;

/// <summary>What the artifacts of stages 03 to 06 follow from.</summary>
public sealed class StageBytesTests
{
    private static readonly TrainingPlan Plan = new() { ModelName = "small-market", Parameters = SmallCandidates.Parameters };
    private static readonly List<MarketEvent> Events = SmallMarket.Events(2000);

    [Fact]
    public void equal_inputs_give_equal_bytes_in_every_artifact()
    {
        using var first = new SmallRun(Events, Plan, cancellation: TestContext.Current.CancellationToken);
        using var second = new SmallRun(Events, Plan, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(first.Hashes(), second.Hashes());
        Assert.Contains(StageNames.Report, first.Hashes().Keys);
    }

    [Fact]
    public void a_changed_future_leaves_every_candidate_alone()
    {
        // Whatever is answered after the test slice began must not reach trees or calibrations; only the histories differ.
        using var run = new SmallRun(Events, Plan, cancellation: TestContext.Current.CancellationToken);
        var begins = LocalTime.Parse(run.Report.Slices.TestBegins);
        List<MarketEvent> changed =
        [
            .. Events.Select(given =>
                given.Review is { } review && review.AnsweredAt >= begins
                    ? new MarketEvent(review with { ReviewScore = 6 - review.ReviewScore })
                    : given
            ),
        ];
        using var other = new SmallRun(changed, Plan, cancellation: TestContext.Current.CancellationToken);
        foreach (var trained in run.Told.OfType<CandidateTrained>())
        {
            var (ours, theirs) = (
                ServingModel.Load(run.Model(trained.Candidate)).Content,
                ServingModel.Load(other.Model(trained.Candidate)).Content
            );
            Assert.Equal(ours.Forest.Arrays.LeafValues, theirs.Forest.Arrays.LeafValues);
            Assert.Equal(ours.Calibration.Margins, theirs.Calibration.Margins);
        }

        Assert.NotEqual(run.Report.Best.All.UnsatisfiedShare, other.Report.Best.All.UnsatisfiedShare);
    }

    [Fact]
    public void every_candidate_tells_that_it_was_trained_and_evaluated()
    {
        using var run = new SmallRun(Events, Plan, cancellation: TestContext.Current.CancellationToken);
        var leftOut = run.Told.OfType<CandidateLeftOut>().Select(left => left.Candidate).ToArray();
        var trained = run.Told.OfType<CandidateTrained>().ToArray();
        Assert.Equal(SmallCandidates.Parameters.Candidates.Keys.Except(leftOut).Order(), trained.Select(one => one.Candidate));
        Assert.All(trained, one => Assert.Equal(one.Artifact, ServingModel.Load(run.Model(one.Candidate)).Sha256));
        var evaluated = run.Told.OfType<CandidateEvaluated>().ToArray();
        Assert.Equal(["lateness", "predecessor", .. trained.Select(one => one.Candidate)], evaluated.Select(one => one.Candidate));
        Assert.All(
            evaluated.Where(one => one.Role == "candidate"),
            one =>
                Assert.True(
                    one.Metrics.ContainsKey("open.pr_auc")
                        && one.Gates.Count > 10
                        && one.Metrics["latency.microseconds_per_order"].Value > 0
                )
        );
    }

    [Fact]
    public void a_search_leaves_what_it_tried_and_which_it_took()
    {
        var one = SmallCandidates.Parameters.Candidates.Where(candidate => candidate.Key == "boosted").ToDictionary();
        var search = new SearchParameters { Candidate = "boosted", Trials = 2 };
        using var run = new SmallRun(
            Events,
            Plan with
            {
                Parameters = SmallCandidates.Parameters with { Candidates = one, Search = search },
            },
            cancellation: TestContext.Current.CancellationToken
        );
        var trials = run.Trials!;
        Assert.Equal([("boosted", 0), ("boosted", 1), ("boosted", 2)], trials.Select(trial => (trial.Candidate, trial.Trial)));
        Assert.All(trials, trial => Assert.InRange(trial.Metrics["open.pr_auc"]!.Value, 0, 1));
        Assert.Equal(trials.Max(trial => trial.Metrics["open.pr_auc"]), Assert.Single(trials, trial => trial.Taken).Metrics["open.pr_auc"]);

        using var without = new SmallRun(
            Events,
            Plan with
            {
                Parameters = SmallCandidates.Parameters with { Candidates = one },
            },
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Null(without.Trials);
    }

    [Fact]
    public void a_class_weight_is_taken_out_of_the_probability_again()
    {
        var weighted = SmallCandidates.Parameters.Candidates.ToDictionary(
            one => one.Key,
            one => one.Value with { UnsatisfiedWeight = 5, Forests = 1 }
        );
        using var run = new SmallRun(
            SmallMarket.Events(4000),
            Plan with
            {
                Parameters = SmallCandidates.Parameters with { Candidates = weighted },
            },
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.All(run.Report.Candidates, one => Assert.Equal(1 - one.All.UnsatisfiedShare!.Value, one.All.MeanProbability!.Value, 0.08));
    }
}
