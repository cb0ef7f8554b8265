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
    private sealed record LineageParameters
    {
        public required string Candidate { get; init; }

        public required CandidateParameters Settings { get; init; }

        public required int RollingFolds { get; init; }

        public required double FirstFoldFrom { get; init; }

        public required double TestShare { get; init; }

        public required int LabelMaturityDays { get; init; }

        public required int RecentFromDays { get; init; }

        public required int RecentToDays { get; init; }

        public required double BlankedShare { get; init; }

        public static LineageParameters Of(TrainedCandidate candidate, TrainingParameters all) =>
            new LineageParameters
            {
                Candidate = candidate.Name,
                Settings = candidate.Parameters,
                RollingFolds = all.RollingFolds,
                FirstFoldFrom = all.FirstFoldFrom,
                TestShare = all.TestShare,
                LabelMaturityDays = all.LabelMaturityDays,
                RecentFromDays = all.RecentFromDays,
                RecentToDays = all.RecentToDays,
                BlankedShare = all.BlankedShare,
            };
    }
}

/// <summary>What was known of a candidate when it was fitted, before anybody looked at the test slice; goes with the artifact.</summary>
internal sealed record FittedFigures
{
    /// <summary>Out-of-time figures before the test slice.</summary>
    public required FoldFigures Folds { get; init; }

    /// <summary>Of the fitted orders.</summary>
    public required double ShareSatisfied { get; init; }

    /// <summary>Change of the log-odds per margin.</summary>
    public required double CalibrationSlope { get; init; }

    /// <summary>Intercept of open orders.</summary>
    public required double OpenLevel { get; init; }

    /// <summary>Intercept of orders that are already answered.</summary>
    public required double AnsweredLevel { get; init; }

    /// <summary>Open orders of the last weeks that the level followed.</summary>
    public required int RecentRows { get; init; }

    /// <summary>Copies with optional fields left out, fitted beside the rows.</summary>
    public required int BlankedRows { get; init; }

    public static FittedFigures Of(TrainedCandidate candidate, TrainingData data) =>
        new FittedFigures
        {
            Folds = candidate.Figures,
            ShareSatisfied = candidate.FittedRows.Count(row => row.Satisfied) / (double)candidate.FittedRows.Count,
            CalibrationSlope = candidate.Curve.Slope,
            OpenLevel = candidate.Curve.OpenLevel,
            AnsweredLevel = candidate.Curve.AnsweredLevel,
            RecentRows = candidate.Curve.RecentRows,
            BlankedRows = candidate.FittedRows.Count(row => data.Rows.Blanked(row.Index) is not null),
        };
}
