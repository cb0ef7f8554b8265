using System.Collections.Concurrent;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Models.Forests;
using Streaming.Trainer.Calibrating;
using Streaming.Trainer.Fitting;
using Streaming.Trainer.Replay;

namespace Streaming.Trainer.Candidates;

/// <summary>Fits one candidate: on every rolling fold for its figures and its calibration, then on everything that is mature when the test slice begins.</summary>
/// <remarks>
/// Refitting on all, instead of leaving the calibration's slice out, loses no recent order: the calibration is fitted on what forests of the same
/// setting predicted out of time.
/// </remarks>
/// <param name="data">Read only; several candidates may be fitted at once.</param>
/// <param name="seed">Start of every pseudo-random choice.</param>
/// <param name="fitted">Told after every fit, in words.</param>
/// <param name="cancellation">Checked between fits.</param>
internal sealed class CandidateTrainer(TrainingData data, long seed, Action<string> fitted, CancellationToken cancellation)
{
    private static readonly int AlreadyIn = FeatureSchema.IndexOf("review_already_in");

    /// <summary>What was fitted already: the winner of a search has its last fold behind it.</summary>
    private readonly ConcurrentDictionary<(CandidateParameters, LocalTime), Forest> foldForests = new();

    /// <summary>How many fits a candidate takes.</summary>
    public static int FitsOf(CandidateParameters candidate, int folds, int trials) => folds + candidate.Forests + trials;

    /// <exception cref="FamilyUnavailableException">The family cannot run on this machine.</exception>
    /// <exception cref="TrainingException">Its import or its calibration does not hold.</exception>
    public TrainedCandidate Train(string name, CandidateParameters candidate, SearchParameters? search = null)
    {
        var trials = search is null ? [] : Search(name, candidate, search);
        candidate = trials.FirstOrDefault(trial => trial.Taken)?.Parameters ?? candidate;
        var folds = new List<PopulationSample>(data.Split.Folds.Count);
        PopulationSample? recent = null;
        foreach (var fold in data.Split.Folds)
        {
            var forest = FitFold(name, candidate, fold);
            folds.Add(data.Sample(forest, fold.Predict));
            recent = data.Sample(forest, data.Split.Recent);
        }

        return Finish(name, candidate, data.Split.Fit, folds, recent!, trials);
    }

    /// <summary>
    /// The same setting on all orders that are mature at a later moment; the calibration also sees what the evaluated candidate predicted on the test slice, which is out of
    /// time as well.
    /// </summary>
    public TrainedCandidate Refit(TrainedCandidate evaluated, TrainingData everything, IReadOnlyList<LabelledRow> mature, IReadOnlyList<LabelledRow> recent)
    {
        PopulationSample Predicted(IReadOnlyList<LabelledRow> rows) => Unshifted(data.Sample(evaluated.Forest, rows), evaluated.Curve);
        var later = Predicted([.. mature.Where(row => row.Index >= data.Split.TestFrom)]);
        var trainer = new CandidateTrainer(everything, seed, fitted, cancellation);
        return trainer.Finish(evaluated.Name, evaluated.Parameters, mature, [.. evaluated.Folds, later], Predicted(recent), evaluated.Trials);
    }

    /// <summary>Without the shift that the served forest has for answered orders, as a fold's forest would predict.</summary>
    private static PopulationSample Unshifted(PopulationSample sample, CalibrationFit curve) =>
        sample with { Margins = [.. sample.Margins.Select((margin, i) => sample.IsOpen[i] ? margin : margin - curve.AnsweredShift)] };

    private TrainedCandidate Finish(
        string name, CandidateParameters candidate, IReadOnlyList<LabelledRow> rows, IReadOnlyList<PopulationSample> folds, PopulationSample recent, IReadOnlyList<TrialReport> trials)
    {
        var input = data.Input(rows, candidate);
        var forest = Fit($"{name}, the whole fit", input, candidate.Forests);
        var curve = CalibrationFit.Of(folds, data.Sample(forest.Forest, rows), recent);
        var difference = forest.CheckImport([.. data.Split.Test.Select(row => data.Rows[row.Index])]);
        var shift = new TreeNode(AlreadyIn, 0.5f, ~0, ~1, MissingLeft: true);
        return new TrainedCandidate(
            name, candidate, forest.Seeds, forest.With(shift, [0, curve.AnsweredShift], input.Rows), PlattScaling.Tabulate(curve.Slope, curve.OpenLevel), curve, rows, folds,
            FoldFigures.Of(folds), trials, difference);
    }

    private List<TrialReport> Search(string name, CandidateParameters stated, SearchParameters search)
    {
        var fold = data.Split.Folds[^1];
        CandidateParameters[] settings = [stated, .. SearchSpace.Draw(stated, search, seed)];
        double?[] figures = [.. settings.Select((setting, i) => FoldFigures.Of([data.Sample(FitFold($"{name}, trial {i}", setting, fold), fold.Predict)]).OpenPrAuc)];
        var best = Enumerable.Range(0, settings.Length).MaxBy(i => figures[i] ?? double.NegativeInfinity);
        return [.. settings.Select((setting, i) => new TrialReport(setting, figures[i], i == best))];
    }

    private Forest FitFold(string what, CandidateParameters candidate, Fold fold) =>
        foldForests.GetOrAdd((candidate with { Forests = 1 }, fold.Begins), _ => Fit($"{what}, fold from {fold.Begins}", data.Input(fold.Fit, candidate), 1).Forest);

    private FittedForest Fit(string what, FitInput input, int forests)
    {
        var random = new SeededRandom(seed);
        long[] seeds = [.. Enumerable.Range(0, forests).Select(_ => (long)random.Below(int.MaxValue - 1))];
        var forest = FittedForest.Fit(Families.Of(input.Parameters.Family), input, seeds, FeatureSchema.All.Count, cancellation);
        for (var i = 0; i < forests; i++) fitted(what);
        return forest;
    }
}
