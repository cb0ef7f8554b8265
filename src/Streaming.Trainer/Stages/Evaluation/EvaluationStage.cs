using System.Runtime.InteropServices;
using Streaming.Audit.Runs;
using Streaming.Contracts;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Trainer.Evaluation;
using Streaming.Trainer.Promotion;
using Streaming.Trainer.Replay;
using Streaming.Trainer.Stages.Training;

namespace Streaming.Trainer.Stages.Evaluation;

/// <summary>06: every candidate, the champion and the baselines on the same later orders; then the gates.</summary>
/// <remarks>Models are read back from their artifacts, so that what is measured is what would serve. How fast one scores is told in the event and judged, and enters no artefact.</remarks>
public sealed class EvaluationStage(TrainingPlan plan, ChampionInService? champion, TimeProvider clock) : IStage
{
    private static readonly int[] RuleDays = [0, 3, 7];

    public string Name => StageNames.Evaluation;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs { get; } =
    [
        StageNames.Rows, StageNames.Indices, StageNames.Candidates, StageNames.Predecessor,
        .. plan.Parameters.Candidates.Keys.Order(StringComparer.Ordinal).Select(StageNames.ModelOf),
    ];

    public bool RunsInChild => true;

    public IReadOnlyDictionary<string, string> Settings => SettingTexts.Of(
        ("seed", plan.Seed), ("policy", plan.Policy), ("bootstrap_draws", plan.Parameters.BootstrapDraws), ("promotion", plan.Promotion), ("champion", champion?.Sha256 ?? "none"));

    public void Run(StageContext context, CancellationToken cancellation)
    {
        StageFaults.Check(plan);
        var slice = new TestSlice(StageFiles.Table(context), StageFiles.Split(context), plan.Parameters.BootstrapDraws, plan.Seed);
        var sheets = StageFiles.Json<CandidateSheet[]>(context, StageNames.Candidates);
        var scorer = new SliceScorer(slice, plan.Policy, clock);
        var steps = sheets.Length + 3.0;
        var done = 0;
        void Tell(string what) => context.Progress.Report(new StageProgress(what, done++ / steps, slice.Orders.Count));

        var baselines = Baselines(context, slice, Tell);
        cancellation.ThrowIfCancellationRequested();
        ScoredModel? serving = null;
        if (champion is not null)
        {
            Tell("the champion");
            serving = scorer.Score("champion", Checked(champion), champion.Sha256);
        }

        var candidates = new List<ScoredCandidate>();
        foreach (var sheet in sheets.Where(sheet => sheet.Sha256.Length > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            Tell(sheet.Name);
            candidates.Add(new ScoredCandidate(sheet, scorer.Score(sheet.Name, Artefacts.Read(context.Input(StageNames.ModelOf(sheet.Name)), File.ReadAllBytes), sheet.Sha256)));
        }

        Finish(context, slice, baselines, serving, candidates);
        context.Progress.Report(new StageProgress("done", 1, slice.Orders.Count));
    }

    private void Finish(StageContext context, TestSlice slice, IReadOnlyList<(TestedModel Tested, string Meaning)> baselines, ScoredModel? serving, List<ScoredCandidate> candidates)
    {
        ModelReport Describe(TestedModel model, string role, string kind, string sha256, CandidateSheet? sheet, bool groups, params IEnumerable<TestedModel> others) => new()
        {
            Name = model.Name, Role = role, Kind = kind, Sha256 = sha256, Folds = sheet?.Figures, All = model.All.Report, Open = model.Open.Report,
            Gains = others.ToDictionary(other => other.Name, model.GainOver, StringComparer.Ordinal), Groups = groups ? model.Groups(slice) : [],
        };

        TestedModel[] simpler = [.. baselines.Select(one => one.Tested)];
        TestedModel[] others = serving is null ? simpler : [serving.Tested, .. simpler];
        var reports = candidates.ToDictionary(
            one => one.Sheet.Name, one => Describe(one.Scored.Tested, "candidate", one.Sheet.Family, one.Sheet.Sha256, one.Sheet, groups: true, others), StringComparer.Ordinal);
        var championReport = serving is null ? null : Describe(serving.Tested, "champion", serving.Family, champion!.Sha256, null, groups: true, simpler);
        var baselineReports = baselines.Select(one => Describe(one.Tested, "baseline", one.Meaning, "", null, groups: false)).ToArray();

        var judgement = PromotionGates.Judge(
            [.. candidates.Select(one => Measured(one.Scored, reports[one.Sheet.Name], one.Sheet.FittedRows, RankedBy(one.Sheet), one.Sheet.Parameters.LeavesPerTree))],
            serving is null ? null : Measured(serving, championReport!, serving.FittedRows, null, 0), [.. simpler.Select(one => one.Name)], plan.Promotion);
        Publish(context, reports, championReport, baselineReports, judgement, candidates, serving);
        var chosen = candidates.FirstOrDefault(one => one.Sheet.Name == judgement.Candidate)
            ?? throw new StageException("no candidate has an artifact that can be measured", "the candidates of stage 05", "Look at why each was left out, then start a new run.");
        StageFiles.WriteJson(context, StageNames.Report, new EvaluationReport
        {
            Slices = Slices(slice, chosen.Sheet), Chosen = judgement.Candidate, Judgement = WithoutClock(judgement),
            Candidates = [.. candidates.OrderByDescending(one => RankedBy(one.Sheet) ?? double.NegativeInfinity).Select(one => reports[one.Sheet.Name])],
            Champion = championReport, ChampionSawTheTestSlice = serving is not null && serving.LabelsAsOf > slice.Split.TestBegins, Baselines = baselineReports,
            Rules = [.. RuleDays.Select(days => new RuleReport(
                days, chosen.Scored.Tested.All.BesideRule(slice.All, slice.DelayDays, days), chosen.Scored.Tested.Open.BesideRule(slice.Open, slice.DelayDays, days)))],
            WeightedScoreNote = WeightedScore.Note(reports[judgement.Candidate]), EverythingMissing = chosen.Scored.EverythingMissing,
        });
    }

    private static void Publish(
        StageContext context, Dictionary<string, ModelReport> reports, ModelReport? championReport, ModelReport[] baselines, Judgement judgement, List<ScoredCandidate> candidates, ScoredModel? serving)
    {
        IReadOnlyDictionary<string, Figure> Metrics(ModelReport report, double? microseconds)
        {
            var metrics = new SortedDictionary<string, Figure>(MetricNames.Of(report).ToDictionary(), StringComparer.Ordinal);
            if (microseconds is not null) metrics["latency.microseconds_per_order"] = new Figure(microseconds);
            return metrics;
        }

        foreach (var baseline in baselines) context.Tell(new CandidateEvaluated(baseline.Name, baseline.Role, Metrics(baseline, null), []));
        if (championReport is not null) context.Tell(new CandidateEvaluated(championReport.Name, championReport.Role, Metrics(championReport, serving!.MicrosecondsPerOrder), []));
        foreach (var one in candidates)
            context.Tell(new CandidateEvaluated(one.Sheet.Name, "candidate", Metrics(reports[one.Sheet.Name], one.Scored.MicrosecondsPerOrder), judgement.Gates[one.Sheet.Name]));
    }

    private IReadOnlyList<(TestedModel Tested, string Meaning)> Baselines(StageContext context, TestSlice slice, Action<string> tell)
    {
        tell("the baselines");
        var bytes = Artefacts.Read(context.Input(StageNames.Predecessor), File.ReadAllBytes);
        var risks = MemoryMarshal.Cast<byte, double>(bytes).ToArray();
        if (risks.Length != slice.Orders.Count)
            throw new StageException($"the predecessor has {risks.Length} risks for {slice.Orders.Count} test orders", context.Input(StageNames.Predecessor), "Start the run again with its earlier stages repeated.");
        return
        [
            (TestedModel.Measure("lateness", slice, slice.DelayDays, null, plan.Policy), "delivered minus promised in days, as a continuous score"),
            (TestedModel.Measure("predecessor", slice, risks, [.. risks.Select(risk => 1 / (1 + Math.Exp(risk)))], plan.Policy), "the predecessor's features with the same trees, uncalibrated"),
        ];
    }

    private static ReadOnlyMemory<byte> Checked(ChampionInService serving)
    {
        var bytes = serving.Fetch();
        return ArtifactWriter.Sha256(bytes.Span) == serving.Sha256
            ? bytes
            : throw new StageException($"the champion's artifact has SHA-256 {ArtifactWriter.Sha256(bytes.Span)}, expected {serving.Sha256}", "the model in service", "Restore the artifact or roll back to another version.");
    }

    private double? RankedBy(CandidateSheet sheet) => PromotionGates.MetricOf(plan.Promotion) switch
    {
        "open.pr_auc" => sheet.Figures?.OpenPrAuc ?? sheet.Figures?.AllPrAuc,
        "open.roc_auc" => sheet.Figures?.OpenRocAuc ?? sheet.Figures?.AllRocAuc,
        "all.pr_auc" => sheet.Figures?.AllPrAuc,
        _ => sheet.Figures?.AllRocAuc,
    };

    private static Measured Measured(ScoredModel model, ModelReport report, int fittedRows, double? rankedBy, int leavesPerTree) =>
        new(model.Tested.Name, report.Sha256, fittedRows, rankedBy, leavesPerTree, MetricNames.Of(report), MetricNames.GainsOf(report), model.GoldenFault, model.MicrosecondsPerOrder);

    /// <summary>The measured time is in the event; equal inputs must give equal bytes here.</summary>
    private static Judgement WithoutClock(Judgement judgement) => judgement with
    {
        Gates = judgement.Gates.ToDictionary(
            one => one.Key, one => (IReadOnlyList<GateResult>)[.. one.Value.Select(gate => gate.Gate == "latency" ? gate with { Value = null } : gate)], StringComparer.Ordinal),
    };

    private static SliceReport Slices(TestSlice slice, CandidateSheet chosen) => new()
    {
        Deliveries = slice.Table.Orders.Count, Reviews = slice.Table.Reviews, TestOrders = slice.Table.Orders.Count - slice.Split.TestFrom, TestLabelled = slice.Split.Test.Count,
        TestBegins = slice.Split.TestBegins.ToString(), TestEnds = slice.Table.Orders[^1].DeliveredAt.ToString(), FittedRows = chosen.FittedRows, RollingFolds = slice.Split.Folds.Count,
        ShareSatisfiedInFit = slice.Split.Fit.Count(row => row.Satisfied) / (double)slice.Split.Fit.Count,
    };

    private sealed record ScoredCandidate(CandidateSheet Sheet, ScoredModel Scored);
}
