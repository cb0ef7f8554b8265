namespace Streaming.Audit.Runs;

/// <summary>Every kind of event that a run's stream may hold.</summary>
internal static class RunEventTypes
{
    public static readonly IReadOnlyList<Type> All =
    [
        typeof(TrainingRequested),
        typeof(StageStarted),
        typeof(StageCompleted),
        typeof(StageSkipped),
        typeof(StageFailed),
        typeof(DatasetValidated),
        typeof(DatasetRejected),
        typeof(CandidateTrained),
        typeof(CandidateLeftOut),
        typeof(CandidateEvaluated),
        typeof(DecisionReached),
        typeof(RunCompleted),
        typeof(RunFailed),
        typeof(RunCancelled),
        typeof(TrackingExported),
        typeof(TrackingDeferred),
    ];
}
