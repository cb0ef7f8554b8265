using Streaming.Contracts;
using Streaming.Features;
using Streaming.Models.Forests;
using Streaming.Models.Policy;
using Streaming.Training.Calibrating;
using Streaming.Training.Fitting;
using Streaming.Training.Replay;

namespace Streaming.Training.Candidates;

/// <summary>Fits one candidate: on every rolling fold for its figures and its calibration, then on everything that is mature when the test
/// slice begins.</summary>
/// <remarks>
/// Refitting on all, instead of leaving the calibration's slice out, loses no recent order: the calibration is fitted on what forests of
/// the same
/// setting predicted out of time.
/// </remarks>
/// <param name="data">Shared with the other candidates.</param>
/// <param name="seed">Start of every pseudo-random choice.</param>
/// <param name="queue">Where the fits run.</param>
/// <param name="clock">Measures them.</param>
/// <param name="fitted">Told after every fit, in words; from several threads.</param>
internal sealed class CandidateTrainer(TrainingData data, long seed, FitQueue queue, TimeProvider clock, Action<string> fitted)
{
    private static readonly int AlreadyIn = FeatureSchema.IndexOf("review_already_in");

    /// <summary>What was asked for already: the winner of a search has its last fold behind it.</summary>
    private readonly Dictionary<(CandidateParameters, LocalTime), Task<FoldFit>> folds = [];

    private long workedTicks;

    /// <summary>The time of all its fits, as if one had run after the other.</summary>
    public TimeSpan Worked => TimeSpan.FromTicks(Interlocked.Read(ref workedTicks));

    /// <summary>How many fits a candidate takes.</summary>
    public static int FitsOf(CandidateParameters candidate, int folds, int trials) => folds + candidate.Forests + trials;

    /// <exception cref="FamilyUnavailableException">The family cannot run on this machine.</exception>
    /// <exception cref="TrainingException">Its import or its calibration does not hold.</exception>
    /// <exception cref="OperationCanceledException">The queue was stopped.</exception>
    public async Task<TrainedCandidate> Train(string name, CandidateParameters candidate, SearchParameters? search = null)
    {
        var trials = search is null ? [] : await Search(name, candidate, search).ConfigureAwait(false);
        candidate = trials.FirstOrDefault(trial => trial.Taken)?.Parameters ?? candidate;
        var whole = Whole(name, candidate, data.Split.Fit);
        var predicted = Task.WhenAll(data.Split.Folds.Select(fold => Fold(name, candidate, fold)));
        await Task.WhenAll(whole, predicted).ConfigureAwait(false);
        var (forest, fits) = (await whole.ConfigureAwait(false), await predicted.ConfigureAwait(false));
        return await Run(_ =>
            {
                var recent = data.Sample(fits[^1].Forest, data.Split.Recent);
                return Finish(
                    name,
                    candidate,
                    new WholeFit(data.Split.Fit, forest),
                    [.. fits.Select(fit => fit.Predicted)],
                    recent,
                    trials
                );
            })
            .ConfigureAwait(false);
    }

    /// <summary>
    /// The same setting on all orders that are mature at a later moment; the calibration also sees what the evaluated candidate predicted
    /// on the test slice, which is out of
    /// time as well.
    /// </summary>
    public async Task<TrainedCandidate> Refit(
        TrainedCandidate evaluated,
        TrainingData everything,
        IReadOnlyList<LabelledRow> mature,
        IReadOnlyList<LabelledRow> recent
    )
    {
        PopulationSample Predicted(IReadOnlyList<LabelledRow> rows) => Unshifted(data.Sample(evaluated.Forest, rows), evaluated.Curve);
        var trainer = new CandidateTrainer(everything, seed, queue, clock, fitted);
        var forest = await trainer.Whole(evaluated.Name, evaluated.Parameters, mature).ConfigureAwait(false);
        return await Run(_ =>
            {
                var later = Predicted([.. mature.Where(row => row.Index >= data.Split.TestFrom)]);
                return trainer.Finish(
                    evaluated.Name,
                    evaluated.Parameters,
                    new WholeFit(mature, forest),
                    [.. evaluated.Folds, later],
                    Predicted(recent),
                    evaluated.Trials
                );
            })
            .ConfigureAwait(false);
    }

    /// <summary>Without the shift that the served forest has for answered orders, as a fold's forest would predict.</summary>
    private static PopulationSample Unshifted(PopulationSample sample, CalibrationFit curve) =>
        sample with
        {
            Margins = [.. sample.Margins.Select((margin, i) => sample.IsOpen[i] ? margin : margin - curve.AnsweredShift)],
        };

    private TrainedCandidate Finish(
        string name,
        CandidateParameters candidate,
        WholeFit whole,
        IReadOnlyList<PopulationSample> predicted,
        PopulationSample recent,
        IReadOnlyList<TrialReport> trials
    )
    {
        var (rows, forest) = whole;
        var curve = CalibrationFit.Of(predicted, data.Sample(forest.Forest, rows), recent);
        var difference = forest.CheckImport([.. data.Split.Test.Select(row => data.Rows[row.Index])]);
        var shift = new TreeNode(AlreadyIn, 0.5f, ~0, ~1, MissingLeft: true);
        var vectors = data.Input(rows, candidate).Rows.Vectors;
        return new TrainedCandidate
        {
            Name = name,
            Parameters = candidate,
            Seeds = forest.Seeds,
            Forest = forest.With(shift, [0, curve.AnsweredShift], vectors),
            Calibration = PlattScaling.Tabulate(curve.Slope, curve.OpenLevel),
            Curve = curve,
            FittedRows = rows,
            Folds = predicted,
            Figures = FoldFigures.Of(predicted),
            Trials = trials,
            ImportDifference = difference,
        };
    }

    private async Task<List<TrialReport>> Search(string name, CandidateParameters stated, SearchParameters search)
    {
        CandidateParameters[] settings = [stated, .. SearchSpace.Draw(stated, search, seed)];
        var fits = await Task.WhenAll(settings.Select((setting, i) => Fold($"{name}, trial {i}", setting, data.Split.Folds[^1])))
            .ConfigureAwait(false);
        double?[] figures = [.. fits.Select(fit => FoldFigures.Of([fit.Predicted]).OpenPrAuc)];
        var best = Enumerable.Range(0, settings.Length).MaxBy(i => figures[i] ?? double.NegativeInfinity);
        return [.. settings.Select((setting, i) => new TrialReport(setting, figures[i], i == best))];
    }

    private Task<FoldFit> Fold(string what, CandidateParameters candidate, Fold fold)
    {
        var key = (candidate with { Forests = 1 }, fold.Begins);
        if (folds.TryGetValue(key, out var asked))
            return asked;
        return folds[key] = Run(stopping =>
        {
            var forest = Average([Fit($"{what}, fold from {fold.Begins}", data.Input(fold.Fit, candidate), Seeds(1)[0], stopping)]).Forest;
            return new FoldFit(forest, data.Sample(forest, fold.Predict));
        });
    }

    /// <summary>Its forests are fits of their own, so that they may run side by side.</summary>
    private async Task<FittedForest> Whole(string name, CandidateParameters candidate, IReadOnlyList<LabelledRow> rows)
    {
        var seeds = Seeds(candidate.Forests);
        return Average(
            await Task.WhenAll(
                    seeds.Select(one => Run(stopping => Fit($"{name}, the whole fit", data.Input(rows, candidate), one, stopping)))
                )
                .ConfigureAwait(false)
        );
    }

    private IFittedModel Fit(string what, FitInput input, long one, CancellationToken stopping)
    {
        var model = Families.Of(input.Parameters.Family).Fit(input, one, stopping);
        fitted(what);
        return model;
    }

    private FittedForest Average(IFittedModel[] members) => new(members, Seeds(members.Length), FeatureSchema.All.Count);

    private long[] Seeds(int count)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (long)random.Below(int.MaxValue - 1))];
    }

    private Task<T> Run<T>(Func<CancellationToken, T> work) =>
        queue.Run(stopping =>
        {
            var started = clock.GetTimestamp();
            try
            {
                return work(stopping);
            }
            finally
            {
                Interlocked.Add(ref workedTicks, clock.GetElapsedTime(started).Ticks);
            }
        });

    /// <summary>A forest and all rows that it was fitted on.</summary>
    private sealed record WholeFit(IReadOnlyList<LabelledRow> Rows, FittedForest Forest);

    private sealed record FoldFit(Forest Forest, PopulationSample Predicted);
}
