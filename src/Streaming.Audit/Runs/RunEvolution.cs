namespace Streaming.Audit.Runs;

/// <summary>What each event makes of a run. Pure.</summary>
internal static class RunEvolution
{
    /// <summary>The state after one more event; null state: before the first.</summary>
    /// <param name="at">When it happened, UTC.</param>
    public static RunHistory Evolve(this RunHistory? run, string key, object happened, DateTimeOffset at)
    {
        if (run is null)
        {
            return happened is TrainingRequested requested
                ? new RunHistory
                {
                    Id = key,
                    Request = requested,
                    RequestedAt = at,
                    Events = 1,
                }
                : throw new InvalidDataException(
                    $"stream '{key}' begins with {happened.GetType().Name}; a run begins with {nameof(TrainingRequested)}"
                );
        }

        return Next(run, happened, at) with
        {
            Events = run.Events + 1,
        };
    }

    private static RunHistory Next(RunHistory run, object happened, DateTimeOffset at) =>
        happened switch
        {
            StageStarted e => Begun(run, at) with { Stages = Put(run.Stages, Started(run.Stage(e.Stage), e, at)) },
            StageCompleted e => run with { Stages = Put(run.Stages, Completed(run.Stage(e.Stage)!, e, at)) },
            StageSkipped e => Begun(run, at) with { Stages = Put(run.Stages, Skipped(e, at)) },
            StageFailed e => run with { Stages = Put(run.Stages, Failed(run.Stage(e.Stage)!, e, at)) },
            DatasetValidated e => run with
            {
                Datasets = Put(run.Datasets, new DatasetVerdict(e.Dataset, e.Verdict, e.Rows, e.Checks), d => d.Dataset),
            },
            DatasetRejected e => run with
            {
                Datasets = Put(run.Datasets, new DatasetVerdict(e.Dataset, "rejected", e.Rows, e.Checks), d => d.Dataset),
            },
            CandidateTrained e => With(
                run,
                Candidate(run, e.Candidate, "candidate") with
                {
                    Family = e.Family,
                    Parameters = e.Parameters,
                    Seed = e.Seed,
                    Seconds = e.Seconds,
                    Artifact = e.Artifact,
                    LeftOut = "",
                }
            ),
            CandidateLeftOut e => With(run, Candidate(run, e.Candidate, "candidate") with { Family = e.Family, LeftOut = e.Why }),
            CandidateEvaluated e => With(run, Candidate(run, e.Candidate, e.Role) with { Metrics = e.Metrics, Gates = e.Gates }),
            DecisionReached e => run with { Decision = e },
            RunCompleted => Over(run, RunState.Completed, at),
            RunFailed e => Over(run, RunState.Failed, at) with { Failure = e },
            RunCancelled e => Over(run, RunState.Cancelled, at) with { Cancellation = e },
            TrackingExported e => run with { Tracking = new RunTracking(e.Server, e.ExternalRun, "") },
            TrackingDeferred e => run with { Tracking = new RunTracking(e.Server, run.Tracking?.ExternalRun ?? "", e.Why) },
            _ => run,
        };

    private static RunHistory Begun(RunHistory run, DateTimeOffset at) =>
        run with
        {
            State = RunState.Running,
            StartedAt = run.StartedAt ?? at,
        };

    private static RunHistory Over(RunHistory run, RunState state, DateTimeOffset at) =>
        run with
        {
            State = state,
            EndedAt = at,
            Stages =
            [
                .. run.Stages.Select(stage =>
                    stage.State == StageState.Running ? stage with { State = StageState.Stopped, EndedAt = at } : stage
                ),
            ],
        };

    private static StageHistory Started(StageHistory? before, StageStarted e, DateTimeOffset at) =>
        new()
        {
            Stage = e.Stage,
            State = StageState.Running,
            Attempts = [.. before?.Attempts ?? [], new StageAttempt(e.Attempt, at, e.Node)],
            InputHash = e.InputHash,
            Inputs = e.Inputs,
            Failure = before?.Failure,
            StartedAt = before?.StartedAt ?? at,
        };

    private static StageHistory Completed(StageHistory stage, StageCompleted e, DateTimeOffset at) =>
        stage with
        {
            State = StageState.Completed,
            OutputHash = e.OutputHash,
            Outputs = e.Outputs,
            Rows = e.Rows,
            Seconds = e.Seconds,
            EndedAt = at,
        };

    private static StageHistory Skipped(StageSkipped e, DateTimeOffset at) =>
        new()
        {
            Stage = e.Stage,
            State = StageState.Skipped,
            InputHash = e.InputHash,
            OutputHash = e.OutputHash,
            Outputs = e.Outputs,
            FromRun = e.FromRun,
            SkippedBecause = e.Why,
            StartedAt = at,
            EndedAt = at,
        };

    private static StageHistory Failed(StageHistory stage, StageFailed e, DateTimeOffset at) =>
        stage with
        {
            State = StageState.Failed,
            Failure = new StageFailure(e.Attempt, e.What, e.Where, e.Remedy),
            Seconds = e.Seconds,
            EndedAt = at,
            Outputs = e.Left ?? stage.Outputs,
        };

    private static RunCandidate Candidate(RunHistory run, string name, string role) =>
        run.Candidates.FirstOrDefault(candidate => candidate.Candidate == name && candidate.Role == role) ?? RunCandidate.Named(name, role);

    private static RunHistory With(RunHistory run, RunCandidate candidate) =>
        run with
        {
            Candidates = Put(run.Candidates, candidate, c => (c.Candidate, c.Role)),
        };

    private static IReadOnlyList<StageHistory> Put(IReadOnlyList<StageHistory> all, StageHistory one) =>
        Put(all, one, stage => stage.Stage);

    /// <summary>In place of what has its key; at the end when nothing has.</summary>
    private static IReadOnlyList<T> Put<T, TKey>(IReadOnlyList<T> all, T one, Func<T, TKey> key)
        where TKey : notnull
    {
        var known = all.Any(other => key(other).Equals(key(one)));
        return known ? [.. all.Select(other => key(other).Equals(key(one)) ? one : other)] : [.. all, one];
    }
}
