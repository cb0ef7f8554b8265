using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts.Events;
using Streaming.Models;
using Streaming.Retraining.Stages;
using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Tests;
using Streaming.Training.Tests.Replay;
using Xunit;

namespace Streaming.Retraining.Tests.Stages;

/// <summary>A shop whose customers change from one month to the next: what is trained on it has a curve, or a reason why it has
/// none.</summary>
public sealed class MonthsThatWentWrong
{
    /// <summary>Deliveries of the last 35 days before the test slice begins have the second share, all others the first; whom it hits
    /// depends on nothing.</summary>
    [Theory]
    [InlineData(0.06, 0.5)]
    [InlineData(0.90, 0.10)]
    [InlineData(0.05, 0.65)]
    [InlineData(0.02, 0.5)]
    [InlineData(0.10, 0.60)]
    [InlineData(0.5, 0.02)]
    public void no_curve_knows_two_probabilities_only(double usual, double month)
    {
        var random = new SeededRandom(3);
        var (from, to) = (Make.Day(225), Make.Day(262)); // 4,000 orders, twelve a day: the test slice begins about day 263
        var shares = SmallMarket
            .Events(4000)
            .Where(given => given.Delivery is not null)
            .ToDictionary(
                given => given.Delivery!.OrderId,
                given => given.Delivery!.DeliveredAt >= from && given.Delivery.DeliveredAt <= to ? month : usual
            );
        List<MarketEvent> events =
        [
            .. SmallMarket
                .Events(4000)
                .Select(given =>
                    given.Review is { } review
                        ? new MarketEvent(review with { ReviewScore = random.Share() < shares[review.OrderId] ? 1 : 5 })
                        : given
                ),
        ];
        try
        {
            using var run = new SmallRun(events, Plan, cancellation: TestContext.Current.CancellationToken);
            var calibration = ServingModel.Load(run.Model("one")).Content;
            var best = run.Report.Best;
            Assert.True(best.All.LogLoss < 2.5, $"log-loss {best.All.LogLoss}");
            Assert.InRange(best.All.MeanProbability!.Value, 0.02, 0.995);
            Assert.All(calibration.Calibration.Margins, margin => Assert.InRange(margin, -1e5, 1e5));
        }
        catch (StageException refused)
        {
            Assert.Contains("calibration", refused.What, StringComparison.Ordinal);
            Assert.Contains("Look at the labels", refused.Remedy, StringComparison.Ordinal);
            Assert.DoesNotContain("Install", refused.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void a_candidate_without_a_curve_is_left_out_with_its_reason_and_the_others_go_on()
    {
        // One leaf is no tree: every order has the same margin.
        var flat = new CandidateParameters
        {
            Family = CandidateFamily.FastTree,
            Trees = 1,
            MinimumRowsPerLeaf = 10_000,
        };
        var parameters = Plan.Parameters with
        {
            Candidates = new Dictionary<string, CandidateParameters>(Plan.Parameters.Candidates) { ["flat"] = flat },
        };
        using var run = new SmallRun(
            SmallMarket.Events(2500),
            Plan with
            {
                Parameters = parameters,
            },
            cancellation: TestContext.Current.CancellationToken
        );

        var left = Assert.Single(run.Told.OfType<CandidateLeftOut>());
        Assert.Equal("flat", left.Candidate);
        Assert.Contains("ranks nobody", left.Why, StringComparison.Ordinal);
        Assert.Equal("one", run.Report.Chosen);
    }

    [Fact]
    public void a_candidate_of_one_tree_has_a_curve()
    {
        var parameters = Plan.Parameters with
        {
            Candidates = new Dictionary<string, CandidateParameters>
            {
                ["stump"] = new()
                {
                    Family = CandidateFamily.FastTree,
                    Trees = 1,
                    LeavesPerTree = 2,
                    MinimumRowsPerLeaf = 20,
                },
            },
        };
        using var run = new SmallRun(
            SmallMarket.Events(4000),
            Plan with
            {
                Parameters = parameters,
            },
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Equal(1 - run.Report.Best.All.UnsatisfiedShare!.Value, run.Report.Best.All.MeanProbability!.Value, 0.1);
    }

    private static TrainingPlan Plan =>
        new()
        {
            Parameters = new TrainingParameters
            {
                RollingFolds = 1,
                BootstrapDraws = 50,
                Candidates = new Dictionary<string, CandidateParameters>
                {
                    ["one"] = new()
                    {
                        Family = CandidateFamily.FastTree,
                        Trees = 40,
                        MinimumRowsPerLeaf = 20,
                    },
                },
            },
        };
}
