using System.Collections.Immutable;
using Streaming.Audit.Runs;

namespace Streaming.Audit.Models;

/// <summary>What has to be known of a model to decide about it: the fold of its stream. Pure.</summary>
/// <param name="HashByVersion">Every registered version.</param>
/// <param name="Served">The version of each decision, oldest first: the last one serves.</param>
/// <param name="Waiting">Versions whose proposal waits for a person.</param>
/// <param name="NumberByRun">The number of the decision that a run has taken.</param>
/// <param name="RunsThatSpoke">Runs that have proposed or rejected a version.</param>
/// <param name="FailedGate">The gate that rejected a version, by the version. A later proposal leaves it to a person and takes it
/// away.</param>
internal sealed record Model(
    ImmutableSortedDictionary<string, string> HashByVersion,
    ImmutableList<string> Served,
    ImmutableSortedSet<string> Waiting,
    ImmutableSortedDictionary<string, long> NumberByRun,
    ImmutableSortedSet<string> RunsThatSpoke,
    ImmutableSortedDictionary<string, string> FailedGate
)
{
    public static readonly Model Unknown = new(
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        [],
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
    );

    /// <summary>How many decisions were taken: the number of the latest.</summary>
    public long Decisions => Served.Count;

    /// <summary>Null before the first decision.</summary>
    public string? ServingVersion => Served.IsEmpty ? null : Served[^1];

    /// <summary>The state after one more event.</summary>
    public Model Evolve(object happened) =>
        happened switch
        {
            ModelRegistered e => this with { HashByVersion = HashByVersion.Add(e.Version, e.Sha256) },
            PromotionProposed e => this with
            {
                Waiting = Waiting.Add(e.Version),
                RunsThatSpoke = Spoke(e.RunId),
                FailedGate = FailedGate.Remove(e.Version),
            },
            PromotionRejected e => this with
            {
                Waiting = Waiting.Remove(e.Version),
                RunsThatSpoke = Spoke(e.RunId),
                FailedGate = e.Gate.Length > 0 ? FailedGate.SetItem(e.Version, e.Gate) : FailedGate,
            },
            ModelPromotedDespiteGates e => Serving(e.Version),
            VersionPromoted e => Serving(e.Version) with
            {
                FailedGate = FailedGate.Remove(e.Version),
                NumberByRun = e.RunId.Length == 0 ? NumberByRun : NumberByRun.SetItem(e.RunId, e.DecisionNumber),
            },
            ModelRolledBack e => Serving(e.Version),
            _ => this,
        };

    private Model Serving(string version) => this with { Served = Served.Add(version), Waiting = Waiting.Remove(version) };

    private ImmutableSortedSet<string> Spoke(string runId) => runId.Length == 0 ? RunsThatSpoke : RunsThatSpoke.Add(runId);
}
