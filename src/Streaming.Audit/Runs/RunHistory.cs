using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Asked for; no stage has begun.</summary>
    Requested,
    Running,
    Completed,
    Failed,
    Cancelled,
}

/// <summary>What validation said about a data set.</summary>
/// <param name="Verdict"><c>passed</c>, <c>flagged</c> or <c>rejected</c>.</param>
public sealed record DatasetVerdict(string Dataset, string Verdict, long Rows, IReadOnlyList<CheckCount> Checks);

/// <summary>A row of the leaderboard: a candidate, a baseline or the champion. What did not happen (yet) is empty.</summary>
/// <param name="Role"><c>candidate</c>, <c>champion</c> or <c>baseline</c>.</param>
/// <param name="LeftOut">Why it could not be fitted; empty when it was.</param>
public sealed record RunCandidate(
    string Candidate,
    string Role,
    string Family,
    string Parameters,
    long Seed,
    double Seconds,
    string Artifact,
    string LeftOut,
    IReadOnlyDictionary<string, Figure> Metrics,
    IReadOnlyList<GateResult> Gates
)
{
    internal static RunCandidate Named(string candidate, string role) =>
        new(candidate, role, "", "", 0, 0, "", "", new Dictionary<string, Figure>(), []);
}

/// <summary>Where the run was written besides this store.</summary>
/// <param name="ExternalRun">Its id there; empty when it is not there yet.</param>
/// <param name="Deferred">Why it is not there yet; empty when it is.</param>
public sealed record RunTracking(string Server, string ExternalRun, string Deferred);

/// <summary>A training run from its request to its end: the fold of its stream, and the read model of its page.</summary>
public sealed record RunHistory
{
    /// <summary>The stream's key.</summary>
    public required string Id { get; init; }

    public string RunId => RunStream.IdOf(Id);

    /// <summary>How many events its stream has: what the next append has to expect.</summary>
    public long Events { get; init; }

    public RunState State { get; init; }

    public required TrainingRequested Request { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Begin of the first stage, skipped or not; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null until it is completed, failed or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>In the order in which they were first begun or skipped.</summary>
    public IReadOnlyList<StageHistory> Stages { get; init; } = [];

    public IReadOnlyList<DatasetVerdict> Datasets { get; init; } = [];

    /// <summary>Leaderboard, in the order in which they were first told.</summary>
    public IReadOnlyList<RunCandidate> Candidates { get; init; } = [];

    /// <summary>Null until the run has decided.</summary>
    public DecisionReached? Decision { get; init; }

    /// <summary>Null unless a tracking server is set.</summary>
    public RunTracking? Tracking { get; init; }

    /// <summary>Null unless it failed.</summary>
    public RunFailed? Failure { get; init; }

    /// <summary>Null unless it was cancelled.</summary>
    public RunCancelled? Cancellation { get; init; }

    /// <summary>Nothing of it goes on.</summary>
    public bool IsOver => State is RunState.Completed or RunState.Failed or RunState.Cancelled;

    /// <summary>The stage with this name; null before it has begun or was skipped.</summary>
    public StageHistory? Stage(string name) => Stages.FirstOrDefault(stage => stage.Stage == name);
}
