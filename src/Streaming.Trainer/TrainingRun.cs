using System.Text.Json;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Models.Artifacts;
using Streaming.Models.Calibration;
using Streaming.Trainer.Assembly;
using Streaming.Trainer.Baselines;
using Streaming.Trainer.Calibrating;
using Streaming.Trainer.Evaluation;
using Streaming.Trainer.Fitting;
using Streaming.Trainer.Replay;

namespace Streaming.Trainer;

/// <summary>One training, its steps in order.</summary>
/// <remarks>
/// Trees are refitted on everything that is mature when the test slice begins, instead of leaving the calibration's slice out: the
/// calibration is fitted on what forests of the same setting predicted out of time over rolling folds, so no recent order is lost to it.
/// </remarks>
internal sealed class TrainingRun(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
{
    private static readonly int[] ModelColumns = [.. Enumerable.Range(0, FeatureSchema.All.Count).Where(index => FeatureSchema.All[index].InModel)];

    private readonly StepClock clock = new(request.Clock, progress);
    private readonly TrainingParameters parameters = request.Parameters;
    private readonly List<string> notes = [];

    public TrainingResult Run()
    {
        parameters.Validate();
        var history = clock.Run("features", 0.3, () => ReplayedHistory.Play(
            request.Events, parameters.BlankedShare, request.Seed, done => clock.Tell($"replaying {request.Events.Count} events", done), cancellation));
        var split = clock.Run("split", 0.31, () => Split(history));
        var rows = clock.Run("encode", 0.33, () => Encode(history, history.Orders.Take(split.TestFrom)));
        var trials = clock.Run("rolling folds", 0.65, () => Try(history, split, rows));
        var chosen = trials.MaxBy(trial => trial.Report.OpenPrAuc ?? trial.Report.AllPrAuc ?? 0)!;
        var forest = clock.Run("fit", 0.75, () => Fit(chosen.Family, rows, split.Fit, Seeds(parameters.Forests)));
        var calibration = clock.Run("calibration", 0.755, () => PlattScaling.Fit(chosen.Folds, Sample(forest, rows, split.Fit)));
        var difference = clock.Run("import check", 0.76, () => CheckImport(forest, rows, split.TestFrom, history.Orders.Count));
        var report = clock.Run("evaluation", 0.88, () => Evaluate(history, split, rows, trials, chosen, forest, calibration, difference));
        var served = new ServedFit(forest, calibration, rows, split.Fit, chosen.Folds, split.TestBegins);
        if (request.Refit)
        {
            served = clock.Run("refit", 0.97, () => Refit(history, split, rows, chosen, forest));
            report = report with { Slices = report.Slices with { Refit = true, RefitRows = served.FitRows.Count, RefitCalibrationRows = served.CalibrationRows } };
        }

        var artifact = clock.Run("artifact", 1.0, () => Assemble(history, chosen.Family, served, report));
        clock.Tell("done", 1);
        return new TrainingResult(artifact, ArtifactWriter.Sha256(artifact), report, clock.Timings, notes);
    }

    private TimeSplit Split(ReplayedHistory history)
    {
        if (history.Labels.Count == 0) throw new TrainingException("the data hold no review: there is nothing to learn from");
        if (history.Orders.Count < parameters.MinimumDeliveries)
            throw new TrainingException($"the data hold {history.Orders.Count} delivered orders; a training needs at least {parameters.MinimumDeliveries}");
        var split = new TimeSplit(history.Orders, history.Labels, parameters);
        RequireBoth(split.Fit, $"orders that were delivered {parameters.LabelMaturityDays} days before the test slice begins ({split.TestBegins}) and reviewed by then");
        RequireBoth(split.Test, "reviewed orders of the test slice");
        foreach (var fold in split.Folds)
        {
            RequireBoth(fold.Fit, $"orders to fit for the fold that begins {fold.Begins}");
            RequireBoth(fold.Predict, $"orders to predict in the fold that begins {fold.Begins}");
        }

        return split;
    }

    private static void RequireBoth(IReadOnlyList<LabelledRow> rows, string which)
    {
        var good = rows.Count(row => row.Satisfied);
        if (good == 0 || good == rows.Count)
            throw new TrainingException($"of the {which}, {good} are satisfied and {rows.Count - good} unsatisfied; a training needs both");
    }

    private static EncodedRows Encode(ReplayedHistory history, IEnumerable<DeliveredOrder> trainingSlice) =>
        new(history.Orders, CategoryDictionary.Build(trainingSlice.Select(order => order.Categories)));

    /// <summary>Both families at once, each on its own thread: their fits do not share anything.</summary>
    private List<FamilyTrial> Try(ReplayedHistory history, TimeSplit split, EncodedRows rows)
    {
        ITreeFamily[] families = [new FastTreeFamily(), new LightGbmFamily()];
        var fits = 0;
        double[] Predict(ITreeFamily family, Fold fold)
        {
            var forest = Fit(family, rows, fold.Fit, Seeds(1)).Forest;
            clock.Tell($"{family.Name}, fold from {fold.Begins}", (double)Interlocked.Increment(ref fits) / (families.Length * split.Folds.Count));
            return [.. fold.Predict.Select(row => forest.Margin(rows[row.Index]))];
        }

        Task<FamilyTrial>[] running = [.. families.Select(family => Task.Run(
            () => FamilyTrial.Run(family, split.Folds, fold => Predict(family, fold), index => history.Orders[index].IsOpen), cancellation))];
        var trials = new List<FamilyTrial>();
        for (var i = 0; i < families.Length; i++)
        {
            try
            {
                trials.Add(running[i].GetAwaiter().GetResult());
            }
            catch (FamilyUnavailableException unavailable)
            {
                notes.Add($"{families[i].Name} was left out: {unavailable.Message}");
                clock.Tell(notes[^1], 1);
            }
        }

        return trials;
    }

    private FittedForest Fit(ITreeFamily family, EncodedRows rows, IReadOnlyList<LabelledRow> fit, IReadOnlyList<long> seeds)
    {
        var vectors = new List<float[]>(rows.Of(fit));
        List<bool> satisfied = Satisfied(fit);
        foreach (var row in fit)
        {
            if (rows.Blanked(row.Index) is not { } blanked) continue;
            vectors.Add(blanked);
            satisfied.Add(row.Satisfied);
        }

        return FittedForest.Fit(family, new FitInput(vectors, satisfied, ModelColumns, parameters), seeds, FeatureSchema.All.Count, cancellation);
    }

    private static double CheckImport(FittedForest forest, EncodedRows rows, int from, int to) =>
        forest.CheckAgainstMlNet([.. Enumerable.Range(from, to - from).Select(index => rows[index])]);

    private EvaluationReport Evaluate(
        ReplayedHistory history, TimeSplit split, EncodedRows rows, List<FamilyTrial> trials, FamilyTrial chosen, FittedForest forest, PiecewiseLinear calibration, double difference)
    {
        clock.Tell("the predecessor's features with the same trees");
        var predecessor = PredecessorBaseline.Risks(history.Orders, split.Fit, split.Test, chosen.Family, parameters, Seeds(parameters.Forests), cancellation);
        clock.Tell("measuring", 0.7);
        return Evaluator.Report(history, split, rows, trials, chosen, calibration, predecessor, forest.Forest, parameters, request) with { LargestDifferenceToMlNet = difference };
    }

    /// <summary>The same setting on all mature orders; the calibration also sees what the evaluated model predicted on the test slice, which is out of time as well.</summary>
    private ServedFit Refit(ReplayedHistory history, TimeSplit split, EncodedRows rows, FamilyTrial chosen, FittedForest evaluated)
    {
        // One millisecond later, so that the last review counts as known.
        var moment = history.Ends.AddMilliseconds(1);
        var mature = split.FitAt(moment);
        IReadOnlyList<CalibrationSample> folds = [.. chosen.Folds, Sample(evaluated, rows, [.. mature.Where(row => row.Index >= split.TestFrom)])];
        var all = Encode(history, history.Orders);
        var forest = Fit(chosen.Family, all, mature, Seeds(parameters.Forests));
        CheckImport(forest, all, split.TestFrom, history.Orders.Count);
        return new ServedFit(forest, PlattScaling.Fit(folds, Sample(forest, all, mature)), all, mature, folds, moment);
    }

    private byte[] Assemble(ReplayedHistory history, ITreeFamily family, ServedFit served, EvaluationReport report)
    {
        using var histories = new MemoryStream();
        history.Histories.Save(histories, withPositions: false);
        var categories = served.Rows.Dictionary.Categories;
        var reference = ReferenceBuilder.Build(
            FeatureSchema.All, categories, served.Rows.Of(served.FitRows), [.. served.Folds.SelectMany(fold => fold.Margins).Select(served.Calibration.Probability)]);
        return ArtifactWriter.Write(new ArtifactContent
        {
            Name = request.ModelName, FeatureVersion = FeatureSchema.Version, Features = [.. FeatureSchema.All.Select(feature => feature.Name)],
            Categories = categories, Policy = request.Policy, Metrics = report.ToElement(),
            Forest = served.Forest.Forest, Calibration = served.Calibration, Reference = reference,
            GoldenRows = GoldenRowBuilder.Build(served.Forest.Forest, served.Calibration, reference, request.Seed), Histories = histories.ToArray(),
            Lineage = new Lineage
            {
                DataHash = request.DataHash, Deliveries = history.Orders.Count, Reviews = history.Labels.Count, FittedRows = served.FitRows.Count,
                CalibrationRows = served.CalibrationRows, Refit = request.Refit, LabelsAsOf = served.LabelsBefore.ToString(), Family = family.Name,
                Seeds = served.Forest.Seeds, Parameters = JsonSerializer.SerializeToElement(parameters, EvaluationReport.JsonOptions),
            },
        });
    }

    private long[] Seeds(int count)
    {
        var random = new SeededRandom(request.Seed);
        return [.. Enumerable.Range(0, count).Select(_ => (long)random.Below(int.MaxValue - 1))];
    }

    private static List<bool> Satisfied(IReadOnlyList<LabelledRow> rows) => [.. rows.Select(row => row.Satisfied)];

    private static CalibrationSample Sample(FittedForest forest, EncodedRows rows, IReadOnlyList<LabelledRow> of) =>
        new([.. of.Select(row => forest.Forest.Margin(rows[row.Index]))], Satisfied(of));

    /// <summary>What goes into the artifact, and what it was made from.</summary>
    private sealed record ServedFit(
        FittedForest Forest, PiecewiseLinear Calibration, EncodedRows Rows, IReadOnlyList<LabelledRow> FitRows, IReadOnlyList<CalibrationSample> Folds, LocalTime LabelsBefore)
    {
        public int CalibrationRows => Folds.Sum(fold => fold.Margins.Count);
    }
}
