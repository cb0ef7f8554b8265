using Streaming.Features;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Retraining.OneOff;
using Streaming.Training;
using Streaming.Training.Evaluation;
using Streaming.Training.Gates;
using Streaming.Training.Replay;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.OneOff;

/// <summary>One training on a small marketplace, seen from all sides.</summary>
public sealed class TrainingTests(TrainedOnSmallMarket trained) : IClassFixture<TrainedOnSmallMarket>
{
    private readonly TrainingResult result = trained.Result;

    [Fact]
    public void training_twice_gives_equal_bytes() =>
        Assert.Equal(result.Sha256, OneOffTraining.Run(TrainedOnSmallMarket.Request, null, TestContext.Current.CancellationToken).Sha256);

    [Fact]
    public void the_artifact_can_be_served_and_its_hash_is_told()
    {
        var model = ServingModel.Load(result.Artifact, result.Sha256);
        Assert.Equal("small-market", model.Name);
        Assert.Equal(result.Report.Best.Kind, model.Content.Lineage.Family);
        Assert.Equal("hash of the data", model.Content.Lineage.DataHash);
        Assert.Equal(result.Report.Slices.FittedRows, model.Content.Lineage.FittedRows);
        Assert.Equal(
            result.Report.Best.Folds!.OpenPrAuc,
            model.Content.Metrics.GetProperty("folds").GetProperty("open_pr_auc").GetDouble()
        );
        Assert.Equal(result.Report.Chosen, model.Content.Lineage.Parameters.GetProperty("candidate").GetString());
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
        Assert.True(result.Report.Best.All.RocAuc > 0.65, $"{result.Report.Best.All.RocAuc}");
        Assert.True(result.Report.Best.All.N > result.Report.Best.Open.N);
        Assert.Equal(result.Report.Slices.TestLabelled, result.Report.Best.All.N);
        Assert.Equal(
            result.Report.Best.All.N,
            result.Report.Best.All.Green!.N + result.Report.Best.All.Yellow!.N + result.Report.Best.All.Red!.N
        );
        Assert.Equal(["lateness", "predecessor"], result.Report.Baselines.Select(baseline => baseline.Name));
        Assert.Equal([0, 3, 7], result.Report.Rules.Select(rule => rule.LateByMoreThanDays));
    }

    [Fact]
    public void the_baseline_with_probabilities_has_every_figure_of_the_model_and_lateness_only_ranks()
    {
        var (lateness, predecessor) = (result.Report.Baselines[0].All, result.Report.Baselines[1].All);
        Assert.Equal(result.Report.Best.All.N, predecessor.Green!.N + predecessor.Yellow!.N + predecessor.Red!.N);
        Assert.InRange(predecessor.LogLoss!.Value, 0.01, 1);
        Assert.InRange(predecessor.Brier!.Value, 0.01, 0.25);
        Assert.InRange(predecessor.Ece!.Value, predecessor.EceInterval!.Low - 0.02, predecessor.EceInterval.High);
        Assert.Null(lateness.LogLoss);
        Assert.NotNull(lateness.RocAuc);
    }

    [Fact]
    public void every_candidate_is_reported_or_the_missing_one_explained()
    {
        var named = TrainedOnSmallMarket.Request.Plan.Parameters.Candidates.Keys;
        Assert.Equal(named.Order(), result.Report.Candidates.Select(candidate => candidate.Name).Concat(LeftOut()).Order());
        Assert.Contains(result.Report.Candidates, candidate => candidate.Name == result.Report.Chosen);

        IEnumerable<string> LeftOut() =>
            result.Notes.Where(note => note.Contains("apt-get install libgomp1")).Select(note => note.Split(' ')[0]);
    }

    [Fact]
    public void the_best_before_the_test_slice_or_one_as_good_is_chosen_unless_a_gate_says_no()
    {
        var figures = result.Report.Candidates.Select(candidate => candidate.Folds!.OpenPrAuc);
        Assert.Equal(figures.OrderDescending(), figures);
        ModelReport[] passing =
        [
            .. result.Report.Candidates.Where(candidate => result.Report.Decision.Gates[candidate.Name].All(gate => gate.Passed)),
        ];
        var best = (passing.Length > 0 ? passing[0] : result.Report.Candidates[0]).Folds!.OpenPrAuc!.Value;
        Assert.True(result.Report.Best.Folds!.OpenPrAuc >= best - new PromotionParameters().Tie);
    }

    [Fact]
    public void flagging_everybody_is_shown_beside_the_weighted_score() =>
        Assert.Contains("flagging everybody", result.Report.WeightedScoreNote);

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
        var riskiest = Enumerable
            .Range(2000, 200)
            .Select(number => SmallMarket.Delivery(number, new SeededRandom(number)))
            .MinBy(order =>
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
    public void a_refit_takes_later_orders_and_keeps_the_evaluated_figures()
    {
        var refit = OneOffTraining.Run(TrainedOnSmallMarket.Request with { Refit = true }, null, TestContext.Current.CancellationToken);
        var lineage = ServingModel.Load(refit.Artifact).Content.Lineage;
        Assert.True(lineage.Refit);
        Assert.True(lineage.FittedRows > result.Report.Slices.FittedRows);
        Assert.True(lineage.CalibrationRows > ServingModel.Load(result.Artifact).Content.Lineage.CalibrationRows);
        Assert.Equal(result.Report.Best.All.RocAuc, refit.Report.Best.All.RocAuc);
        Assert.NotEqual(result.Sha256, refit.Sha256);
    }

    [Fact]
    public void every_stage_is_timed_and_told_in_order()
    {
        Assert.Equal(["03-features", "04-split", "05-training", "06-evaluation"], result.Timings.Select(timing => timing.Step));
        Assert.Equal(trained.Told.Select(told => told.Done).Order(), trained.Told.Select(told => told.Done));
        Assert.Equal(1.0, trained.Told[^1].Done);
    }
}

/// <summary>Trains once for all tests of a class.</summary>
public sealed class TrainedOnSmallMarket : IProgress<TrainingProgress>
{
    public static readonly TrainingRequest Request = new()
    {
        Events = SmallMarket.Events(2400),
        DataHash = "hash of the data",
        Plan = new TrainingPlan { ModelName = "small-market", Parameters = SmallCandidates.Parameters },
    };

    public TrainedOnSmallMarket() => Result = OneOffTraining.Run(Request, this);

    public TrainingResult Result { get; }

    public List<TrainingProgress> Told { get; } = [];

    void IProgress<TrainingProgress>.Report(TrainingProgress value) => Told.Add(value);
}
