using System.Text.Json;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;

namespace Streaming.Console.Queries.Models;

/// <summary>What the audit trail knows about one version of a model.</summary>
/// <param name="Run">The run that made it; null for one that came from a file.</param>
/// <param name="Measured">Its row of that run's leaderboard; null when it has none.</param>
public sealed record ModelFacts(ModelHistory History, RegisteredModel Version, RunHistory? Run, RunCandidate? Measured)
{
    /// <summary>What it was made from, flattened: a name, and the value as it was written.</summary>
    public IReadOnlyList<(string Name, string Value)> Lineage
    {
        get
        {
            using var json = JsonDocument.Parse(Version.Lineage);
            return [.. json.RootElement.EnumerateObject().Select(property => (property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText()))];
        }
    }

    /// <summary>The gates of its run, or else those of its latest proposal.</summary>
    public IReadOnlyList<GateResult> Gates =>
        Measured is { Gates.Count: > 0 } ? Measured.Gates : History.Proposals.LastOrDefault(proposal => proposal.Version == Version.Version)?.Gates ?? [];

    /// <returns>Null when there is no such model or version.</returns>
    public static async Task<ModelFacts?> FindAsync(AuditStore audit, string name, string version, CancellationToken cancellation)
    {
        var history = (await audit.Models.ListAsync(cancellation)).FirstOrDefault(model => model.Name == name);
        if (history?.Registered.FirstOrDefault(registered => registered.Version == version) is not { } found) return null;
        var run = found.RunId.Length == 0 ? null : await audit.Runs.FindAsync(found.RunId, cancellation);
        var measured = run?.Candidates.FirstOrDefault(candidate => candidate.Artifact == found.Sha256)
            ?? run?.Candidates.FirstOrDefault(candidate => candidate.Role == "candidate" && run.Decision?.ModelVersion == version && candidate.Candidate == run.Decision.Candidate);
        return new ModelFacts(history, found, run, measured);
    }
}
