using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;

namespace Streaming.Console.Queries.Models;

/// <summary>What the audit trail knows about one version of a model.</summary>
/// <param name="Run">The run that made it; null for one that came from a file.</param>
/// <param name="Measured">Its row of that run's leaderboard; null when it has none.</param>
public sealed record ModelFacts(ModelHistory History, RegisteredModel Version, RunHistory? Run, RunCandidate? Measured)
{
    /// <summary>Such as <c>v7</c>.</summary>
    public string ShortName => History.ShortNameOf(Version.Version);

    /// <summary>What it was made from, value by value.</summary>
    public IReadOnlyList<(string Name, string Value)> Lineage => LineageEntries.Of(Version.Lineage);

    /// <summary>The gates of its run, or else those of its latest proposal or rejection.</summary>
    public IReadOnlyList<GateResult> Gates => ModelGates.Of(History, Version, Run);

    /// <summary>Gates that rejected it: whoever promotes it overrides them.</summary>
    public IReadOnlyList<GateResult> FailedGates => ModelGates.FailedOf(History, Version, Run);

    /// <param name="version">The version, or its short name.</param>
    /// <returns>Null when there is no such model or version.</returns>
    public static async Task<ModelFacts?> FindAsync(AuditStore audit, string name, string version, CancellationToken cancellation)
    {
        var history = (await audit.Models.ListAsync(cancellation)).FirstOrDefault(model => model.Name == name);
        return history?.Find(version) is { } found ? await OfAsync(audit, history, found, cancellation) : null;
    }

    public static async Task<ModelFacts> OfAsync(
        AuditStore audit,
        ModelHistory history,
        RegisteredModel found,
        CancellationToken cancellation
    )
    {
        var run = found.RunId.Length == 0 ? null : await audit.Runs.FindAsync(found.RunId, cancellation);
        return new ModelFacts(history, found, run, ModelGates.MeasuredBy(run, found));
    }
}
