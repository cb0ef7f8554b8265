using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Trainer.Replay;
using Xunit;

namespace Streaming.Trainer.Tests;

/// <summary>One training on a small marketplace, seen from all sides.</summary>
public sealed class TrainingTests(TrainedOnSmallMarket trained) : IClassFixture<TrainedOnSmallMarket>
{
    private readonly TrainingResult result = trained.Result;

    [Fact]
    public void training_twice_gives_equal_bytes() => Assert.Equal(result.Sha256, Training.Run(TrainedOnSmallMarket.Request, null, TestContext.Current.CancellationToken).Sha256);

    [Fact]
    public void the_artifact_can_be_served_and_its_hash_is_told()
    {
        var model = ServingModel.Load(result.Artifact, result.Sha256);
        Assert.Equal("small-market", model.Name);
        Assert.Equal(result.Report.Family, model.Content.Lineage.Family);
        Assert.Equal("hash of the data", model.Content.Lineage.DataHash);
        Assert.Equal(result.Report.Slices.FittedRows, model.Content.Lineage.FittedRows);
        Assert.Equal(result.Report.All.N, model.Content.Metrics.GetProperty("all").GetProperty("n").GetInt32());
        Assert.Equal(FeatureSchema.All.Count, model.Reference.Features.Count);
        Assert.True(model.Content.GoldenRows.Count >= 20);
    }

    [Fact]
    public void the_histories_of_the_artifact_are_those_after_all_events()
    {
        var histories = ServingModel.Load(result.Artifact).LoadHistories();
        Assert.Equal(TrainedOnSmallMarket.Request.Events.Max(given => given.RecordedAt), histories.Through);
        Assert.Empty(histories.NextOffsets);
    }

    [Fact]
    public void it_learned_something_and_the_figures_are_those_of_the_test_slice()
    {
        Assert.True(result.Report.All.RocAuc > 0.65, $"{result.Report.All.RocAuc}");
        Assert.True(result.Report.All.N > result.Report.Open.N);
        Assert.Equal(result.Report.Slices.TestLabelled, result.Report.All.N);
        Assert.Equal(result.Report.All.N, result.Report.All.Green.N + result.Report.All.Yellow.N + result.Report.All.Red.N);
        Assert.Equal(["lateness", "predecessor"], result.Report.Baselines.Select(baseline => baseline.Name));
        Assert.Equal([0, 3, 7], result.Report.Rules.Select(rule => rule.LateByMoreThanDays));
    }

    [Fact]
    public void the_baseline_with_probabilities_has_every_figure_of_the_model_and_lateness_only_ranks()
    {
        var (lateness, predecessor) = (result.Report.Baselines[0].All, result.Report.Baselines[1].All);
        Assert.Equal(result.Report.All.N, predecessor.Green!.N + predecessor.Yellow!.N + predecessor.Red!.N);
        Assert.InRange(predecessor.LogLoss!.Value, 0.01, 1);
        Assert.InRange(predecessor.Brier!.Value, 0.01, 0.25);
        Assert.InRange(predecessor.Ece!.Value, predecessor.EceInterval!.Low - 0.02, predecessor.EceInterval.High);
        Assert.Null(lateness.LogLoss);
        Assert.NotNull(lateness.RocAuc);
    }

    [Fact]
    public void both_families_are_reported_or_the_missing_one_explained()
    {
        Assert.Contains(result.Report.Candidates, candidate => candidate.Family == "fast_tree");
        Assert.Single(result.Report.Candidates, candidate => candidate.Chosen);
        if (result.Report.Candidates.Count == 1) Assert.Contains("apt-get install libgomp1", Assert.Single(result.Notes));
    }

    [Fact]
    public void our_forest_equals_ml_net_on_every_test_row() => Assert.InRange(result.Report.LargestDifferenceToMlNet, 0, 1e-6);

    [Fact]
    public void an_order_with_every_optional_field_missing_scores_near_the_base_rate()
    {
        var model = ServingModel.Load(result.Artifact);
        var row = new FeatureRow();
        FeatureBuilder.Build(Blanking.Everything(SmallMarket.Delivery(1900, new SeededRandom(4))), model.LoadHistories(), row);
        model.Categories.Encode(row);
        Assert.Equal(result.Report.Slices.ShareSatisfiedInFit, model.Score(row.Values).Probability, 0.10);
        Assert.NotNull(result.Report.EverythingMissing);
    }

    [Fact]
    public void the_riskiest_order_has_reasons_in_words()
    {
        var model = ServingModel.Load(result.Artifact);
        var histories = model.LoadHistories();
        var row = new FeatureRow();
        var riskiest = Enumerable.Range(2000, 200).Select(number => SmallMarket.Delivery(number, new SeededRandom(number))).MinBy(order =>
        {
            FeatureBuilder.Build(order, histories, row);
            model.Categories.Encode(row);
            return model.Score(row.Values).Margin;
        })!;
        FeatureBuilder.Build(riskiest, histories, row);
        model.Categories.Encode(row);
        var reasons = model.Explain(row.Values);
        Assert.NotEmpty(reasons);
        Assert.All(reasons, reason => Assert.True(reason.Contribution < 0 && reason.Text.Length > 10));
        Assert.Equal(reasons.OrderBy(reason => reason.Contribution).Select(reason => reason.Code), reasons.Select(reason => reason.Code));
    }

    [Fact]
    public void a_changed_future_leaves_the_evaluated_model_alone()
    {
        // Whatever is answered after the test slice began must not reach the trees; only the histories differ.
        var begins = LocalTime.Parse(result.Report.Slices.TestBegins);
        List<MarketEvent> changed = [.. TrainedOnSmallMarket.Request.Events.Select(given =>
            given.Review is { } review && review.AnsweredAt >= begins ? new MarketEvent(review with { ReviewScore = 6 - review.ReviewScore }) : given)];
        var other = Training.Run(TrainedOnSmallMarket.Request with { Events = changed }, null, TestContext.Current.CancellationToken);
        var ours = ServingModel.Load(result.Artifact).Content;
        var theirs = ServingModel.Load(other.Artifact).Content;
        Assert.Equal(ours.Forest.Arrays.LeafValues, theirs.Forest.Arrays.LeafValues);
        Assert.Equal(ours.Calibration.Margins, theirs.Calibration.Margins);
        Assert.NotEqual(result.Report.All.UnsatisfiedShare, other.Report.All.UnsatisfiedShare);
    }

    [Fact]
    public void a_refit_takes_later_orders_and_keeps_the_evaluated_figures()
    {
        var refit = Training.Run(TrainedOnSmallMarket.Request with { Refit = true }, null, TestContext.Current.CancellationToken);
        var lineage = ServingModel.Load(refit.Artifact).Content.Lineage;
        Assert.True(lineage.Refit);
        Assert.True(lineage.FittedRows > result.Report.Slices.FittedRows);
        Assert.True(lineage.CalibrationRows > result.Report.Slices.CalibrationRows);
        Assert.Equal(lineage.FittedRows, refit.Report.Slices.RefitRows);
        Assert.Equal(result.Report.All, refit.Report.All);
        Assert.NotEqual(result.Sha256, refit.Sha256);
    }

    [Fact]
    public void every_step_is_timed_and_told_in_order()
    {
        Assert.Equal(["features", "split", "encode", "rolling folds", "fit", "calibration", "import check", "evaluation", "artifact"], result.Timings.Select(timing => timing.Step));
        Assert.Equal(trained.Told.Select(told => told.Done).Order(), trained.Told.Select(told => told.Done));
        Assert.Equal(1.0, trained.Told[^1].Done);
    }
}

/// <summary>Trains once for all tests of a class.</summary>
public sealed class TrainedOnSmallMarket : IProgress<TrainingProgress>
{
    public static readonly TrainingRequest Request = new()
    {
        Events = SmallMarket.Events(2400), DataHash = "hash of the data", ModelName = "small-market",
        Parameters = new TrainingParameters { Trees = 60, MinimumRowsPerLeaf = 20, RollingFolds = 2, BootstrapDraws = 50 },
    };

    public TrainedOnSmallMarket() => Result = Training.Run(Request, this);

    public TrainingResult Result { get; }

    public List<TrainingProgress> Told { get; } = [];

    void IProgress<TrainingProgress>.Report(TrainingProgress value) => Told.Add(value);
}
