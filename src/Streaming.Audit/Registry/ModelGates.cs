using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;

namespace Streaming.Audit.Registry;

/// <summary>What the gates said of a version, from recorded events. Pure.</summary>
public static class ModelGates
{
    /// <param name="model">The model's history.</param>
    /// <param name="version">A registered version of it.</param>
    /// <param name="run">The run that made it; null when it came from a file, or the run is not known.</param>
    /// <returns>The gates of its run, or else of its latest proposal, or else the one that rejected it; empty where nobody judged
    /// it.</returns>
    public static IReadOnlyList<GateResult> Of(ModelHistory model, RegisteredModel version, RunHistory? run)
    {
        if (MeasuredBy(run, version) is { Gates.Count: > 0 } measured)
            return measured.Gates;
        if (model.Proposals.LastOrDefault(proposal => proposal.Version == version.Version) is { } proposed)
            return proposed.Gates;
        return
            model.Rejections.LastOrDefault(rejection => rejection.Version == version.Version && rejection.Gate.Length > 0) is { } rejected
            ? [AsRecorded(rejected)]
            : [];
    }

    /// <summary>Gates that stand against a version that a gate has rejected; empty where none did, or it was proposed or promoted
    /// since.</summary>
    public static IReadOnlyList<GateResult> FailedOf(ModelHistory model, RegisteredModel version, RunHistory? run)
    {
        var rejected = model.Rejections.LastOrDefault(rejection => rejection.Version == version.Version && rejection.Gate.Length > 0);
        var proposed = model.Proposals.LastOrDefault(proposal => proposal.Version == version.Version);
        var passed = model.Champions.LastOrDefault(champion => champion.Version == version.Version && champion.Kind == Champion.Promoted);
        if (rejected is null || proposed?.At > rejected.At || passed?.Since > rejected.At)
            return [];
        GateResult[] failed = [.. Of(model, version, run).Where(gate => gate.Failed)];
        return failed.Length > 0 ? failed : [AsRecorded(rejected)];
    }

    /// <summary>All that the model's own stream says of the gate.</summary>
    private static GateResult AsRecorded(Rejection rejected) =>
        new(rejected.Gate, false, rejected.Value, rejected.Limit, rejected.Gate.Replace('_', ' '));

    /// <summary>The row of a run's leaderboard that is this version; null when it has none.</summary>
    public static RunCandidate? MeasuredBy(RunHistory? run, RegisteredModel version) =>
        run?.Candidates.FirstOrDefault(candidate => candidate.Artifact == version.Sha256)
        ?? run?.Candidates.FirstOrDefault(candidate =>
            candidate.Role == "candidate" && run.Decision?.ModelVersion == version.Version && candidate.Candidate == run.Decision.Candidate
        );
}
