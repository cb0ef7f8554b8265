using Streaming.Training.Candidates;

namespace Streaming.Retraining.Stages.Training;

/// <summary>What stage 05 says about a candidate; nothing in it depends on a clock.</summary>
/// <param name="Sha256">Of its artifact; empty when there is none.</param>
/// <param name="Figures">Out of time before the test slice; null when it was left out.</param>
/// <param name="Trials">What its search tried; empty without one.</param>
/// <param name="ImportDifference">Largest difference between the artifact's forest and the family's own evaluation over the test rows, in
/// log-odds.</param>
/// <param name="LeftOut">Why it could not be fitted; empty when it was.</param>
public sealed record CandidateSheet(
    string Name,
    string Family,
    CandidateParameters Parameters,
    string Sha256,
    int FittedRows,
    int CalibrationRows,
    FoldFigures? Figures,
    IReadOnlyList<TrialReport> Trials,
    double ImportDifference,
    string LeftOut
);
