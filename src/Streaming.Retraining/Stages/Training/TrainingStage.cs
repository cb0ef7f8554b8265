using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Models.Artifacts;
using Streaming.Retraining.Stages.Split;
using Streaming.Retraining.Tracking;
using Streaming.Training;
using Streaming.Training.Assembly;
using Streaming.Training.Baselines;
using Streaming.Training.Candidates;
using Streaming.Training.Evaluation;
using Streaming.Training.Fitting;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Training;

/// <summary>05: fits every candidate of <c>params.yaml</c>, two fits at a time, each on the rolling folds and then on all, and writes one
/// artifact per candidate.</summary>
public sealed class TrainingStage(TrainingPlan plan, TimeProvider clock) : IStage
{
    public string Name => StageNames.Training;

    public string CodeVersion => "2";

    public IReadOnlyList<string> Inputs { get; } = [StageNames.Rows, StageNames.Histories, StageNames.Indices, StageNames.Categories];

    public bool RunsInChild => true;

    public IReadOnlyDictionary<string, string> Settings =>
        SettingTexts.Of([
            .. SplitStage.SettingsOf(plan),
            ("blanked_share", plan.Parameters.BlankedShare),
            ("model_name", plan.ModelName),
            ("seed", plan.Seed),
            ("policy", plan.Policy),
            ("candidates", plan.Parameters.Candidates),
            ("search", plan.Parameters.Search),
        ]);

    public void Run(StageContext context, CancellationToken cancellation)
    {
        StageFaults.Check(plan);
        var table = StageFiles.Table(context);
        using var data = new TrainingData(
            table,
            StageFiles.Split(context),
            new EncodedRows(table.Orders, StageFiles.Categories(context)),
            plan.Parameters
        );
        var histories = StageArtifacts.Read(context.Input(StageNames.Histories), File.ReadAllBytes);
        var outcomes = FitAll(data, histories, context.Progress, cancellation, out var predecessor);
        if (outcomes.Values.All(outcome => outcome.Fitted is null))
            throw new StageException(
                "no candidate could be fitted: " + string.Join("; ", outcomes.Select(outcome => $"{outcome.Key}: {outcome.Value.LeftOut}")),
                "Training:Candidates",
                RemedyFor([.. outcomes.Values])
            );

        var sheets = plan
            .Parameters.Candidates.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => Write(context, one.Key, one.Value, outcomes[one.Key]))
            .ToArray();
        StageFiles.WriteJson(context, StageNames.Candidates, sheets);
        SearchTrial[] trials = [.. sheets.SelectMany(sheet => sheet.Trials.Select((trial, at) => TrialOf(sheet.Name, at, trial)))];
        if (trials.Length > 0)
            StageFiles.Write(context, StageNames.Trials, file => file.Write(TrialFile.Write(trials)));
        StageFiles.Write(context, StageNames.Predecessor, file => file.Write(MemoryMarshal.AsBytes<double>(predecessor)));
        context.Progress.Report(new StageProgress("done", 1, outcomes.Count));
    }

    private ConcurrentDictionary<string, Outcome> FitAll(
        TrainingData data,
        byte[] histories,
        IProgress<StageProgress> progress,
        CancellationToken cancellation,
        out double[] predecessor
    )
    {
        var candidates = plan.Parameters.Candidates.OrderBy(one => one.Key, StringComparer.Ordinal).ToArray();
        SearchParameters? SearchOf(string name) =>
            plan.Parameters.Search is { Trials: > 0 } search && search.Candidate == name ? search : null;
        var fits = 1 + candidates.Sum(one => CandidateTrainer.FitsOf(one.Value, data.Split.Folds.Count, SearchOf(one.Key)?.Trials ?? 0));
        var done = 0;
        var telling = new Lock();
        void Report(string what)
        {
            lock (telling)
                progress.Report(new StageProgress(what, 0.02 + 0.96 * ++done / fits, done));
        }

        var outcomes = new ConcurrentDictionary<string, Outcome>(StringComparer.Ordinal);
        async Task Fit(FitQueue queue, string name, CandidateParameters candidate)
        {
            var trainer = new CandidateTrainer(data, plan.Seed, queue, clock, Report);
            try
            {
                var trained = await trainer.Train(name, candidate, SearchOf(name)).ConfigureAwait(false);
                var artifact = await queue
                    .Run(_ => ArtifactAssembler.Assemble(trained, data, histories, plan, data.Split.TestBegins, refit: false))
                    .ConfigureAwait(false);
                outcomes[name] = new Outcome(new Fitted(trained, artifact), "", trainer.Worked.TotalSeconds);
            }
            catch (Exception fault) when (fault is FamilyUnavailableException or TrainingException)
            {
                outcomes[name] = new Outcome(null, fault.Message, trainer.Worked.TotalSeconds, fault is FamilyUnavailableException);
                Report($"{name} was left out: {fault.Message}");
            }
        }

        double[] risks = [];
        async Task FitPredecessor(FitQueue queue)
        {
            var like = candidates.Select(one => one.Value).FirstOrDefault(one => one.Family == CandidateFamily.LightGbm);
            risks = await queue.Run(stopping => Predecessor(data, like, stopping)).ConfigureAwait(false);
            Report("the predecessor's features with the same trees");
        }

        // A search first, because the rest of its candidate waits for it.
        var works = candidates
            .OrderBy(one => SearchOf(one.Key) is null)
            .Select(one => (Func<FitQueue, Task>)(queue => Fit(queue, one.Key, one.Value)));
        FitQueue.Run([.. works, FitPredecessor], cancellation);
        predecessor = risks;
        return outcomes;
    }

    private static SearchTrial TrialOf(string candidate, int at, TrialReport trial) =>
        new(
            candidate,
            at,
            JsonSerializer.SerializeToElement(trial.Parameters, EvaluationReport.JsonOptions),
            new Dictionary<string, double?> { ["open.pr_auc"] = trial.OpenPrAuc },
            trial.Taken
        );

    /// <summary>With LightGBM where a candidate uses it and this machine has it, else with FastTree.</summary>
    private double[] Predecessor(TrainingData data, CandidateParameters? candidate, CancellationToken cancellation)
    {
        try
        {
            if (candidate is not null)
                return PredecessorBaseline.Risks(data.Table, data.Split, candidate, plan.Seed, cancellation);
        }
        catch (FamilyUnavailableException)
        {
            // The candidate itself says so in its sheet.
        }

        return PredecessorBaseline.Risks(
            data.Table,
            data.Split,
            TrainingParameters.DefaultCandidates["fast_tree"],
            plan.Seed,
            cancellation
        );
    }

    private CandidateSheet Write(StageContext context, string name, CandidateParameters stated, Outcome outcome)
    {
        var family = CandidateParameters.NameOf(stated.Family);
        if (outcome.Fitted is not { } fitted)
        {
            StageFiles.Write(context, StageNames.ModelOf(name), _ => { });
            context.Report(new CandidateLeftOut(name, family, outcome.LeftOut));
            return new CandidateSheet
            {
                Name = name,
                Family = family,
                Parameters = stated,
                Sha256 = "",
                FittedRows = 0,
                CalibrationRows = 0,
                Figures = null,
                Trials = [],
                ImportDifference = 0,
                LeftOut = outcome.LeftOut,
            };
        }

        var (candidate, artifact) = fitted;
        var sha256 = ArtifactWriter.Sha256(artifact);
        StageFiles.Write(context, StageNames.ModelOf(name), file => file.Write(artifact));
        context.Report(
            new CandidateTrained(
                name,
                family,
                JsonSerializer.Serialize(candidate.Parameters, EvaluationReport.JsonOptions),
                plan.Seed,
                outcome.Seconds,
                sha256
            )
        );
        return new CandidateSheet
        {
            Name = name,
            Family = family,
            Parameters = candidate.Parameters,
            Sha256 = sha256,
            FittedRows = candidate.FittedRows.Count,
            CalibrationRows = candidate.CalibrationRows,
            Figures = candidate.Figures,
            Trials = candidate.Trials,
            ImportDifference = candidate.ImportDifference,
            LeftOut = "",
        };
    }

    /// <summary>What helps against why nothing could be fitted: a library that is missing is installed, labels that make no curve are
    /// looked at.</summary>
    private static string RemedyFor(IReadOnlyList<Outcome> outcomes)
    {
        const string Install = "Install what is missing or name a candidate of another family.";
        const string Look =
            "Look at the labels before the test slice: turned round, of one kind only, or too few? If they are right, wait for more "
            + "orders. The model in service stays.";
        if (outcomes.All(outcome => outcome.Unavailable))
            return Install;
        return outcomes.Any(outcome => outcome.Unavailable) ? $"{Look} {Install}" : Look;
    }

    /// <summary>A candidate, or why there is none, and the time of its fits.</summary>
    /// <param name="Unavailable">There is none because its family cannot run on this machine.</param>
    private sealed record Outcome(Fitted? Fitted, string LeftOut, double Seconds, bool Unavailable = false);

    private sealed record Fitted(TrainedCandidate Candidate, byte[] Artifact);
}
