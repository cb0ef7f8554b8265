using System.Text.Json;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Training.Candidates;
using Streaming.Training.Evaluation;

namespace Streaming.Training.Assembly;

/// <summary>A trained candidate as the bytes of an artifact file.</summary>
internal static class ArtifactAssembler
{
    /// <param name="candidate">What is to be served.</param>
    /// <param name="data">What it was fitted on.</param>
    /// <param name="histories">Snapshot after all events, without positions.</param>
    /// <param name="plan">Names the model and carries the cuts.</param>
    /// <param name="labelsAsOf">Nothing later was known to the fit.</param>
    /// <param name="refit">Fitted again after its evaluation.</param>
    public static byte[] Assemble(
        TrainedCandidate candidate,
        TrainingData data,
        ReadOnlyMemory<byte> histories,
        TrainingPlan plan,
        LocalTime labelsAsOf,
        bool refit
    )
    {
        var categories = data.Rows.Dictionary.Categories;
        var reference = new Reference(
            data.Distributions(candidate.FittedRows),
            ReferenceBuilder.Scores(candidate.OutOfTimeProbabilities())
        );
        return ArtifactWriter.Write(
            new ArtifactContent
            {
                Name = plan.ModelName,
                FeatureVersion = FeatureSchema.Version,
                Features = [.. FeatureSchema.All.Select(feature => feature.Name)],
                Categories = categories,
                Policy = plan.Policy,
                Metrics = JsonSerializer.SerializeToElement(FittedFigures.Of(candidate, data), EvaluationReport.JsonOptions),
                Forest = candidate.Forest,
                Calibration = candidate.Calibration,
                Reference = reference,
                GoldenRows = GoldenRowBuilder.Build(candidate.Forest, candidate.Calibration, reference, plan.Seed),
                Histories = histories,
                Lineage = new Lineage
                {
                    DataHash = data.Table.DataHash,
                    Deliveries = data.Table.Orders.Count,
                    Reviews = data.Table.Reviews,
                    FittedRows = candidate.FittedRows.Count,
                    CalibrationRows = candidate.CalibrationRows,
                    Refit = refit,
                    LabelsAsOf = labelsAsOf.ToString(),
                    Family = CandidateParameters.NameOf(candidate.Parameters.Family),
                    Seeds = candidate.Seeds,
                    Parameters = JsonSerializer.SerializeToElement(
                        LineageParameters.Of(candidate, data.Parameters),
                        EvaluationReport.JsonOptions
                    ),
                },
            }
        );
    }

    /// <summary>The settings that this one artifact follows from; other candidates beside it change nothing.</summary>
    private sealed record LineageParameters(
        string Candidate,
        CandidateParameters Settings,
        int RollingFolds,
        double FirstFoldFrom,
        double TestShare,
        int LabelMaturityDays,
        int RecentFromDays,
        int RecentToDays,
        double BlankedShare
    )
    {
        public static LineageParameters Of(TrainedCandidate candidate, TrainingParameters all) =>
            new(
                candidate.Name,
                candidate.Parameters,
                all.RollingFolds,
                all.FirstFoldFrom,
                all.TestShare,
                all.LabelMaturityDays,
                all.RecentFromDays,
                all.RecentToDays,
                all.BlankedShare
            );
    }
}

/// <summary>What was known of a candidate when it was fitted, before anybody looked at the test slice; goes with the artifact.</summary>
/// <param name="Folds">Out-of-time figures before the test slice.</param>
/// <param name="ShareSatisfied">Of the fitted orders.</param>
/// <param name="CalibrationSlope">Change of the log-odds per margin.</param>
/// <param name="OpenLevel">Intercept of open orders.</param>
/// <param name="AnsweredLevel">Intercept of orders that are already answered.</param>
/// <param name="RecentRows">Open orders of the last weeks that the level followed.</param>
/// <param name="BlankedRows">Copies with optional fields left out, fitted beside the rows.</param>
internal sealed record FittedFigures(
    FoldFigures Folds,
    double ShareSatisfied,
    double CalibrationSlope,
    double OpenLevel,
    double AnsweredLevel,
    int RecentRows,
    int BlankedRows
)
{
    public static FittedFigures Of(TrainedCandidate candidate, TrainingData data) =>
        new(
            candidate.Figures,
            candidate.FittedRows.Count(row => row.Satisfied) / (double)candidate.FittedRows.Count,
            candidate.Curve.Slope,
            candidate.Curve.OpenLevel,
            candidate.Curve.AnsweredLevel,
            candidate.Curve.RecentRows,
            candidate.FittedRows.Count(row => data.Rows.Blanked(row.Index) is not null)
        );
}
