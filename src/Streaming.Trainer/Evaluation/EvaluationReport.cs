using System.Text.Json;

namespace Streaming.Trainer.Evaluation;

/// <summary>What was measured on the test slice. Undefined figures (one class only, no rows) are null.</summary>
public sealed record EvaluationReport
{
    public static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public required SliceReport Slices { get; init; }

    /// <summary>The family that became the model.</summary>
    public required string Family { get; init; }

    /// <summary>Every family that was fitted, and how it did on the rolling folds before the test slice; the best <see cref="CandidateReport.OpenPrAuc"/> there became the model.</summary>
    public required IReadOnlyList<CandidateReport> Candidates { get; init; }

    /// <summary>All delivered and reviewed orders.</summary>
    public required PopulationReport All { get; init; }

    /// <summary>Not yet reviewed at delivery: the headline.</summary>
    public required PopulationReport Open { get; init; }

    public required IReadOnlyList<BaselineReport> Baselines { get; init; }

    public required IReadOnlyList<RuleReport> Rules { get; init; }

    /// <summary>Largest difference between our evaluation of the forest and ML.NET's raw score over the test rows, in log-odds.</summary>
    public required double LargestDifferenceToMlNet { get; init; }

    /// <summary>Probabilities of open test orders with every optional field left out; null when none was drawn.</summary>
    public required SpreadReport? EverythingMissing { get; init; }

    /// <summary>One JSON object, snake_case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>The same as an element, for the artifact.</summary>
    public JsonElement ToElement() => JsonSerializer.SerializeToElement(this, JsonOptions);
}

/// <summary>Who was fitted, calibrated and tested on what; times are local.</summary>
public sealed record SliceReport
{
    public required int Deliveries { get; init; }

    public required int Reviews { get; init; }

    public required int TestOrders { get; init; }

    public required int TestLabelled { get; init; }

    public required string TestBegins { get; init; }

    public required string TestEnds { get; init; }

    public required int FittedRows { get; init; }

    /// <summary>Copies with optional fields left out, fitted beside them.</summary>
    public required int BlankedRows { get; init; }

    /// <summary>Rows whose out-of-time predictions fitted the calibration.</summary>
    public required int CalibrationRows { get; init; }

    public required int RollingFolds { get; init; }

    public required int LabelMaturityDays { get; init; }

    public required double ShareSatisfiedInFit { get; init; }

    /// <summary>The artifact's model was fitted again on all labelled orders; the figures here are those of the model before that.</summary>
    public required bool Refit { get; init; }

    public int? RefitRows { get; init; }

    public int? RefitCalibrationRows { get; init; }
}

/// <summary>A family on the rolling folds.</summary>
public sealed record CandidateReport(string Family, double? OpenPrAuc, double? OpenRocAuc, double? AllPrAuc, double? AllRocAuc, bool Chosen);

/// <summary>The model on one population.</summary>
public sealed record PopulationReport
{
    public required int N { get; init; }

    public required double? UnsatisfiedShare { get; init; }

    public required double? RocAuc { get; init; }

    public required Interval? RocAucInterval { get; init; }

    /// <summary>Average precision of finding the unsatisfied.</summary>
    public required double? PrAuc { get; init; }

    public required Interval? PrAucInterval { get; init; }

    public required double? LogLoss { get; init; }

    public required double? Brier { get; init; }

    /// <summary>Expected calibration error over ten bins.</summary>
    public required double? Ece { get; init; }

    public required Interval? EceInterval { get; init; }

    public required double? MeanProbability { get; init; }

    /// <summary>Share of the unsatisfied among the riskiest tenth.</summary>
    public required double? TopDecileRecall { get; init; }

    public required TierReport Green { get; init; }

    public required TierReport Yellow { get; init; }

    public required TierReport Red { get; init; }
}

/// <summary>Orders in a tier and the share of them that turned out unsatisfied.</summary>
public sealed record TierReport(int N, double? UnsatisfiedShare);

/// <summary>How some probabilities spread.</summary>
public sealed record SpreadReport(int N, double Lowest, double Mean, double Highest);

/// <summary>Something simpler on the same rows.</summary>
public sealed record BaselineReport(string Name, string Meaning, ComparisonReport All, ComparisonReport Open);

/// <summary>A baseline's figures, and by how much the model is better with the 95 % interval of a paired bootstrap.</summary>
public sealed record ComparisonReport
{
    public required double? RocAuc { get; init; }

    public required double? PrAuc { get; init; }

    public required double? TopDecileRecall { get; init; }

    public required double? RocAucGain { get; init; }

    public required Interval? RocAucGainInterval { get; init; }

    public required double? PrAucGain { get; init; }

    public required Interval? PrAucGainInterval { get; init; }

    /// <summary>From here on null for a baseline that only ranks.</summary>
    public double? LogLoss { get; init; }

    public double? Brier { get; init; }

    /// <summary>Expected calibration error over ten bins.</summary>
    public double? Ece { get; init; }

    public Interval? EceInterval { get; init; }

    public TierReport? Green { get; init; }

    public TierReport? Yellow { get; init; }

    public TierReport? Red { get; init; }
}

/// <summary>The rule <i>late by more than N days</i>, and the model when it flags as many orders.</summary>
public sealed record RuleReport(int LateByMoreThanDays, FlagReport All, FlagReport Open);

/// <summary>Both flag <paramref name="Flagged"/> orders.</summary>
public sealed record FlagReport(int Flagged, double? Precision, double? Recall, double? ModelPrecision, double? ModelRecall);
