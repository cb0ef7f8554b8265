using System.Text.Json;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Training;
using Streaming.Training.Evaluation;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Stages.Decision;

/// <summary>07: what is to be done with the candidate that stage 06 judged best, once its artifact has been loaded as a scorer loads it.
/// Carried out by <see cref="PromotionOfRun"/>.</summary>
public sealed class DecisionStage(TrainingPlan plan) : IStage
{
    /// <summary>Number and name.</summary>
    public const string StageName = "07-decision";

    private static readonly JsonSerializerOptions LineageJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Name => StageName;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs { get; } =
    [StageNames.Report, .. plan.Parameters.Candidates.Keys.Order(StringComparer.Ordinal).Select(StageNames.ModelOf)];

    public bool RunsInChild => false;

    public IReadOnlyDictionary<string, string> Settings { get; } =
        SettingTexts.Of(("model_name", plan.ModelName), ("latency_limit_microseconds", plan.Promotion.LatencyLimitMicroseconds));

    public void Run(StageContext context, CancellationToken cancellation)
    {
        var report = StageFiles.Json<EvaluationReport>(context, StageNames.Report);
        var decision = Decide(context, report);
        StageFiles.Write(context, $"{StageName}/{RunDecision.FileName}", file => file.Write(decision.ToBytes()));
        context.Progress.Report(new StageProgress($"{decision.Outcome} {decision.Candidate}: {decision.Why}", 1, 1));
    }

    private RunDecision Decide(StageContext context, EvaluationReport report)
    {
        var evaluated = report.Decision;
        if (evaluated.Candidate.Length == 0)
            return new RunDecision
            {
                Outcome = RunDecision.Keep,
                ModelName = plan.ModelName,
                Candidate = "",
                Version = "",
                Sha256 = "",
                Lineage = "{}",
                ComparedWith = "",
                Gates = [],
                GoldenRows = 0,
                Why = evaluated.Why,
            };
        var path = context.Input(StageNames.ModelOf(evaluated.Candidate));
        var bytes = StageArtifacts.Read(path, File.ReadAllBytes);
        var gates = evaluated.Gates.GetValueOrDefault(evaluated.Candidate) ?? [];
        try
        {
            var model = ServingModel.Load(bytes); // compares the golden rows bit for bit
            model.LoadHistories();
            return new RunDecision
            {
                Outcome = OutcomeOf(evaluated),
                ModelName = plan.ModelName,
                Candidate = evaluated.Candidate,
                Version = model.Version,
                Sha256 = model.Sha256,
                Lineage = JsonSerializer.Serialize(model.Content.Lineage, LineageJson),
                ComparedWith = report.Champion?.Sha256 ?? "",
                Gates = gates,
                GoldenRows = model.Content.GoldenRows.Count,
                Why = evaluated.Why,
                Best = report.BestIfPromoted,
                LatencyLimitMicroseconds = plan.Promotion.LatencyLimitMicroseconds,
            };
        }
        catch (ArtifactException refused)
        {
            throw new StageException(
                $"no scorer would load the artifact of {evaluated.Candidate}: {refused.Message}",
                path,
                "Start the run again with its earlier stages repeated; the champion stays.",
                refused
            );
        }
    }

    private static string OutcomeOf(PromotionDecision evaluated) =>
        evaluated.Outcome switch
        {
            PromotionDecision.Promoted => RunDecision.Promote,
            PromotionDecision.Proposed => RunDecision.Propose,
            _ => RunDecision.Keep,
        };
}
