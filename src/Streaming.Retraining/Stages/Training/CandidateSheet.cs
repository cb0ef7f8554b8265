using Streaming.Training.Candidates;

namespace Streaming.Retraining.Stages.Training;

/// <summary>What stage 05 says about a candidate; nothing in it depends on a clock.</summary>
public sealed record CandidateSheet
{
    public required string Name { get; init; }

    public required string Family { get; init; }

    public required CandidateParameters Parameters { get; init; }

    /// <summary>Of its artifact; empty when there is none.</summary>
    public required string Sha256 { get; init; }

    public int FittedRows { get; init; }

    public int CalibrationRows { get; init; }

    /// <summary>Out of time before the test slice; null when it was left out.</summary>
    public FoldFigures? Figures { get; init; }

    /// <summary>What its search tried; empty without one.</summary>
    public required IReadOnlyList<TrialReport> Trials { get; init; }

    /// <summary>Largest difference between the artifact's forest and the family's own evaluation over the test rows, in log-odds.</summary>
    public double ImportDifference { get; init; }

    /// <summary>Why it could not be fitted; empty when it was.</summary>
    public required string LeftOut { get; init; }
}
