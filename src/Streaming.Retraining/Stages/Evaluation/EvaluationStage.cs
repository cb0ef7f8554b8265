using System.Runtime.InteropServices;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Models.Policy;
using Streaming.Retraining.Stages.Training;
using Streaming.Training;
using Streaming.Training.Evaluation;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Stages.Evaluation;

/// <summary>06: every candidate, the champion and the baselines on the same later orders; then the gates.</summary>
/// <remarks>
/// Models are read back from their artifacts, so that what is measured is what would serve. How fast one scores is told in the event and
/// decides nothing here: this decision is
/// kept and taken again by later runs, and a busy minute must not stand in it. It is measured anew when a run would promote.
/// </remarks>
public sealed class EvaluationStage(TrainingPlan plan, ChampionInService? champion, TimeProvider clock) : IStage
{
    private static readonly int[] RuleDays = [0, 3, 7];

    public string Name => StageNames.Evaluation;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs { get; } =
    [
        StageNames.Rows,
        StageNames.Indices,
        StageNames.Candidates,
        StageNames.Predecessor,
        .. plan.Parameters.Candidates.Keys.Order(StringComparer.Ordinal).Select(StageNames.ModelOf),
    ];

    public bool RunsInChild => true;

    public IReadOnlyDictionary<string, string> Settings =>
        SettingTexts.Of(
            ("seed", plan.Seed),
            ("policy", plan.Policy),
            ("bootstrap_draws", plan.Parameters.BootstrapDraws),
            ("promotion", plan.Promotion),
            ("champion", champion?.Sha256 ?? "none"),
            ("best_served", champion?.Best?.Sha256 ?? "none")
        );

    public void Run(StageContext context, CancellationToken cancellation)
    {
        StageFaults.Check(plan);
        var slice = new TestSlice(
            StageFiles.Table(context),
            StageFiles.Split(context),
            plan.Parameters.BootstrapDraws,
            plan.Seed,
            plan.Promotion.WeeksFrom
        );
        var sheets = StageFiles.Json<CandidateSheet[]>(context, StageNames.Candidates);
        var scorer = new SliceScorer(slice, plan.Policy, clock);
        var steps = sheets.Length + 4.0;
        var done = 0;
        void Report(string what) => context.Progress.Report(new StageProgress(what, done++ / steps, slice.Orders.Count));

        var baselines = Baselines(context, slice, Report);
        cancellation.ThrowIfCancellationRequested();
        ScoredModel? serving = null,
            best = null;
        if (champion is not null)
        {
            Report("the champion");
            serving = scorer.Score(PromotionGates.Champion, Checked(champion, "the model in service"), champion.Sha256);
        }

        if (champion?.Best is { } ever)
        {
            Report("the best that ever served");
            best = scorer.Score(PromotionGates.BestServed, Checked(ever, "the best model that ever served"), ever.Sha256);
        }

        var candidates = new List<ScoredCandidate>();
        foreach (var sheet in sheets.Where(sheet => sheet.Sha256.Length > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            Report(sheet.Name);
            candidates.Add(
                new ScoredCandidate(
                    sheet,
                    scorer.Score(
                        sheet.Name,
                        StageArtifacts.Read(context.Input(StageNames.ModelOf(sheet.Name)), File.ReadAllBytes),
                        sheet.Sha256
                    )
                )
            );
        }

        Finish(context, slice, baselines, serving, best, candidates);
        context.Progress.Report(new StageProgress("done", 1, slice.Orders.Count));
    }

    private void Finish(
        StageContext context,
        TestSlice slice,
        IReadOnlyList<(TestedModel Tested, string Meaning)> baselines,
        ScoredModel? serving,
        ScoredModel? best,
        List<ScoredCandidate> candidates
    )
    {
        ModelReport Describe(
            TestedModel model,
            string role,
            string kind,
            string sha256,
            CandidateSheet? sheet,
            bool groups,
            params IEnumerable<TestedModel> others
        ) =>
            new()
            {
                Name = model.Name,
                Role = role,
                Kind = kind,
                Sha256 = sha256,
                Folds = sheet?.Figures,
                All = model.All.Report,
                Open = model.Open.Report,
                Gains = others.ToDictionary(other => other.Name, model.GainOver, StringComparer.Ordinal),
                Groups = groups ? model.Groups(slice) : [],
            };

        TestedModel[] simpler = [.. baselines.Select(one => one.Tested)];
        TestedModel[] others = [.. new[] { serving, best }.OfType<ScoredModel>().Select(one => one.Tested), .. simpler];
        var reports = candidates.ToDictionary(
            one => one.Sheet.Name,
            one => Describe(one.Scored.Tested, "candidate", one.Sheet.Family, one.Sheet.Sha256, one.Sheet, groups: true, others),
            StringComparer.Ordinal
        );
        var championReport = serving is null
            ? null
            : Describe(serving.Tested, "champion", serving.Family, champion!.Sha256, null, groups: true, simpler);
        var bestReport = best is null
            ? null
            : Describe(best.Tested, "best", best.Family, champion!.Best!.Sha256, null, groups: false, simpler);
        var baselineReports = baselines.Select(one => Describe(one.Tested, "baseline", one.Meaning, "", null, groups: false)).ToArray();

        var decision = PromotionGates.Evaluate(
            [
                .. candidates.Select(one =>
                    Measured(
                        one.Scored,
                        reports[one.Sheet.Name],
                        one.Sheet.FittedRows,
                        RankedBy(one.Sheet),
                        one.Sheet.Parameters.LeavesPerTree
                    )
                ),
            ],
            serving is null ? null : Measured(serving, championReport!, serving.FittedRows, null, 0),
            [.. simpler.Select(one => one.Name)],
            plan.Promotion,
            best is null ? null : Measured(best, bestReport!, best.FittedRows, null, 0)
        );
        foreach (var baseline in baselineReports)
            Publish(context, baseline, null, []);
        if (championReport is not null)
            Publish(context, championReport, serving!, []);
        if (bestReport is not null)
            Publish(context, bestReport, best!, []);
        foreach (var one in candidates)
            Publish(context, reports[one.Sheet.Name], one.Scored, decision.Gates[one.Sheet.Name]);
        var chosen =
            candidates.FirstOrDefault(one => one.Sheet.Name == decision.Candidate)
            ?? throw new StageException(
                "no candidate has an artifact that can be measured",
                "the candidates of stage 05",
                "Look at why each was left out, then start a new run."
            );
        StageFiles.WriteJson(
            context,
            StageNames.Report,
            new EvaluationReport
            {
                Slices = Slices(slice, chosen.Sheet),
                Chosen = decision.Candidate,
                Decision = decision,
                Candidates =
                [
                    .. candidates
                        .OrderByDescending(one => RankedBy(one.Sheet) ?? double.NegativeInfinity)
                        .Select(one => reports[one.Sheet.Name]),
                ],
                Champion = championReport,
                BestServed = bestReport,
                BestIfPromoted = BestOf([reports[decision.Candidate], championReport, bestReport]),
                ChampionSawTheTestSlice = serving is not null && serving.LabelsAsOf > slice.Split.TestBegins,
                Baselines = baselineReports,
                Rules =
                [
                    .. RuleDays.Select(days => new RuleReport(
                        days,
                        chosen.Scored.Tested.All.BesideRule(slice.All, slice.DelayDays, days),
                        chosen.Scored.Tested.Open.BesideRule(slice.Open, slice.DelayDays, days)
                    )),
                ],
                WeightedScoreNote = WeightedScore.Note(reports[decision.Candidate]),
                EverythingMissing = chosen.Scored.EverythingMissing,
            }
        );
    }

    /// <param name="scored">Null for a baseline.</param>
    private static void Publish(StageContext context, ModelReport report, ScoredModel? scored, IReadOnlyList<GateResult> gates)
    {
        var metrics = new SortedDictionary<string, Figure>(MetricNames.Of(report).ToDictionary(), StringComparer.Ordinal);
        if (scored is not null)
            metrics["latency.microseconds_per_order"] = new Figure(scored.MicrosecondsPerOrder);
        context.Report(new CandidateEvaluated(report.Name, report.Role, metrics, gates));
    }

    /// <summary>By the metric that decides, on the same orders; of equal ones the first.</summary>
    private string BestOf(IEnumerable<ModelReport?> models) =>
        models
            .OfType<ModelReport>()
            .MaxBy(model =>
                MetricNames.Of(model).GetValueOrDefault(PromotionGates.MetricOf(plan.Promotion))?.Value ?? double.NegativeInfinity
            )!
            .Sha256;

    private IReadOnlyList<(TestedModel Tested, string Meaning)> Baselines(StageContext context, TestSlice slice, Action<string> tell)
    {
        tell("the baselines");
        var bytes = StageArtifacts.Read(context.Input(StageNames.Predecessor), File.ReadAllBytes);
        var risks = MemoryMarshal.Cast<byte, double>(bytes).ToArray();
        if (risks.Length != slice.Orders.Count)
            throw new StageException(
                $"the predecessor has {risks.Length} risks for {slice.Orders.Count} test orders",
                context.Input(StageNames.Predecessor),
                "Start the run again with its earlier stages repeated."
            );
        return
        [
            (
                TestedModel.Measure("lateness", slice, slice.DelayDays, null, plan.Policy),
                "delivered minus promised in days, as a continuous score"
            ),
            (
                TestedModel.Measure("predecessor", slice, risks, [.. risks.Select(risk => 1 / (1 + Math.Exp(risk)))], plan.Policy),
                "the predecessor's features with the same trees, uncalibrated"
            ),
        ];
    }

    private static ReadOnlyMemory<byte> Checked(ChampionInService serving, string who)
    {
        var bytes = serving.Fetch();
        return ArtifactWriter.Sha256(bytes.Span) == serving.Sha256
            ? bytes
            : throw new StageException(
                $"its artifact has SHA-256 {ArtifactWriter.Sha256(bytes.Span)}, expected {serving.Sha256}",
                who,
                "Restore the artifact or roll back to another version."
            );
    }

    private double? RankedBy(CandidateSheet sheet) =>
        PromotionGates.MetricOf(plan.Promotion) switch
        {
            "open.pr_auc" => sheet.Figures?.OpenPrAuc ?? sheet.Figures?.AllPrAuc,
            "open.roc_auc" => sheet.Figures?.OpenRocAuc ?? sheet.Figures?.AllRocAuc,
            "all.pr_auc" => sheet.Figures?.AllPrAuc,
            _ => sheet.Figures?.AllRocAuc,
        };

    private static Measured Measured(ScoredModel model, ModelReport report, int fittedRows, double? rankedBy, int leavesPerTree) =>
        new()
        {
            Name = model.Tested.Name,
            Sha256 = report.Sha256,
            FittedRows = fittedRows,
            RankedBy = rankedBy,
            LeavesPerTree = leavesPerTree,
            Metrics = MetricNames.Of(report),
            Gains = MetricNames.GainsOf(report),
            GoldenFault = model.GoldenFault,
        };

    private static SliceReport Slices(TestSlice slice, CandidateSheet chosen) =>
        new()
        {
            Deliveries = slice.Table.Orders.Count,
            Reviews = slice.Table.Reviews,
            TestOrders = slice.Delivered.Count,
            TestLabelled = slice.Split.Test.Count,
            TooYoung = slice.Table.Orders.Count - slice.Split.TestTo,
            TestWeeks = slice.All.Weeks,
            IntervalsResample = slice.All.IsDrawnByWeeks ? "weeks" : "orders",
            TestBegins = slice.Split.TestBegins.ToString(),
            TestEnds = slice.Table.Orders[slice.Split.TestTo - 1].DeliveredAt.ToString(),
            FittedRows = chosen.FittedRows,
            RollingFolds = slice.Split.Folds.Count,
            ShareSatisfiedInFit = slice.Split.Fit.Count(row => row.Satisfied) / (double)slice.Split.Fit.Count,
        };

    private sealed record ScoredCandidate(CandidateSheet Sheet, ScoredModel Scored);
}
