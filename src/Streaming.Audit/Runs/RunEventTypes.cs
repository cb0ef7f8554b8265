namespace Streaming.Audit.Runs;

/// <summary>Every kind of event that a run's stream may hold, by the name that is stored and hashed:
/// it never changes, whatever the type is called.</summary>
internal static class RunEventTypes
{
    public static readonly IReadOnlyDictionary<Type, string> Stored = new Dictionary<Type, string>
    {
        [typeof(TrainingRequested)] = "training_requested",
        [typeof(StageStarted)] = "stage_started",
        [typeof(StageCompleted)] = "stage_completed",
        [typeof(StageSkipped)] = "stage_skipped",
        [typeof(StageFailed)] = "stage_failed",
        [typeof(DatasetValidated)] = "dataset_validated",
        [typeof(DatasetRejected)] = "dataset_rejected",
        [typeof(CandidateTrained)] = "candidate_trained",
        [typeof(CandidateLeftOut)] = "candidate_left_out",
        [typeof(CandidateEvaluated)] = "candidate_evaluated",
        [typeof(DecisionReached)] = "decision_reached",
        [typeof(RunCompleted)] = "run_completed",
        [typeof(RunFailed)] = "run_failed",
        [typeof(RunCancelled)] = "run_cancelled",
        [typeof(TrackingExported)] = "tracking_exported",
        [typeof(TrackingDeferred)] = "tracking_deferred",
    };
}
