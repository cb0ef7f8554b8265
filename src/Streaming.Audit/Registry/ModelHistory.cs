using System.Text.Json.Serialization;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;

namespace Streaming.Audit.Registry;

/// <summary>A registered artifact.</summary>
/// <param name="Lineage">What it was made from, a JSON object as it was given.</param>
/// <param name="RunId">The training run that made it; empty for one that came from a file.</param>
public sealed record RegisteredModel(string Version, string Sha256, string Lineage, DateTimeOffset RegisteredAt, string RunId = "");

/// <summary>A model that serves, or served, and the decision that put it there.</summary>
/// <param name="Since">When it was decided, UTC.</param>
/// <param name="Kind"><c>promoted</c>, <c>promoted_despite_gates</c> or <c>rolled_back</c>.</param>
/// <param name="RunId">The run that decided by its policy; empty for a person.</param>
/// <param name="Best">The best version that had served by then, this one included, where the run measured it.</param>
public sealed record Champion(
    string Version,
    string Sha256,
    long DecisionNumber,
    DateTimeOffset Since,
    string By,
    string Why,
    string Kind = Champion.Promoted,
    string RunId = "",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Best = null
)
{
    public const string Promoted = "promoted";
    public const string PromotedDespiteGates = "promoted_despite_gates";
    public const string RolledBack = "rolled_back";
}

/// <summary>A version that was proposed for serving.</summary>
/// <param name="At">When it was proposed, UTC.</param>
/// <param name="Decisions">How many decisions the model had then: the champion that its gates compared it with.</param>
/// <param name="IsWaiting">Neither promoted nor rejected yet.</param>
public sealed record Proposal(
    string Version,
    string By,
    string Why,
    IReadOnlyList<GateResult> Gates,
    string RunId,
    DateTimeOffset At,
    long Decisions,
    bool IsWaiting
);

/// <summary>A version that was turned down.</summary>
/// <param name="Gate">The gate that did it; empty where a person did.</param>
/// <param name="At">When, UTC.</param>
public sealed record Rejection(
    string Version,
    string By,
    string Why,
    string Gate,
    double? Value,
    double? Limit,
    string RunId,
    DateTimeOffset At
);

/// <summary>Read model of one model's stream: all its artifacts, proposals, rejections and champions, each oldest first.</summary>
public sealed record ModelHistory
{
    /// <summary>The stream's key.</summary>
    public required string Id { get; init; }

    public IReadOnlyList<RegisteredModel> Registered { get; init; } = [];

    public IReadOnlyList<Champion> Champions { get; init; } = [];

    public IReadOnlyList<Proposal> Proposals { get; init; } = [];

    public IReadOnlyList<Rejection> Rejections { get; init; } = [];

    public string Name => ModelStream.NameOf(Id);

    /// <summary>Who serves after all decisions; null before the first.</summary>
    public Champion? Champion() => Champions.Count == 0 ? null : Champions[^1];

    /// <summary>Who serves after all decisions up to an instant; null before the first.</summary>
    public Champion? ChampionAt(DateTimeOffset instant) => Champions.LastOrDefault(champion => champion.Since <= instant);

    /// <summary>
    /// The best that had served after a decision: what the latest run that measured says, or the first that served. Who was put there
    /// without being measured is not the best
    /// before a run says so.
    /// </summary>
    public RegisteredModel? BestAt(long decision)
    {
        string? best = null;
        foreach (var champion in Champions.TakeWhile(champion => champion.DecisionNumber <= decision))
            best = champion.Best ?? best ?? champion.Version;
        return Registered.FirstOrDefault(registered => registered.Version == best);
    }

    /// <summary>Proposals that wait for a person, oldest first.</summary>
    public IReadOnlyList<Proposal> Waiting() => [.. Proposals.Where(proposal => proposal.IsWaiting)];

    /// <summary>Where a version stands: <c>serving</c>, <c>waiting</c>, <c>retired</c> (it served), <c>rejected</c>, <c>registered</c>, or
    /// <c>unknown</c>.</summary>
    public string StateOf(string version)
    {
        if (Champion()?.Version == version)
            return "serving";
        if (Proposals.Any(proposal => proposal.IsWaiting && proposal.Version == version))
            return "waiting";
        if (Champions.Any(champion => champion.Version == version))
            return "retired";
        if (Rejections.Any(rejection => rejection.Version == version))
            return "rejected";
        return Registered.Any(registered => registered.Version == version) ? "registered" : "unknown";
    }

    internal ModelHistory Evolve(object happened, DateTimeOffset at) =>
        happened switch
        {
            ModelRegistered e => this with
            {
                Registered = [.. Registered, new RegisteredModel(e.Version, e.Sha256, e.Lineage, at, e.RunId)],
            },
            PromotionProposed e => this with
            {
                Proposals = [.. Proposals, new Proposal(e.Version, e.By, e.Why, e.Gates, e.RunId, at, Champions.Count, IsWaiting: true)],
            },
            PromotionRejected e => Settled(e.Version) with
            {
                Rejections = [.. Rejections, new Rejection(e.Version, e.By, e.Why, e.Gate, e.Value, e.Limit, e.RunId, at)],
            },
            VersionPromoted e => Serving(
                new Champion(e.Version, HashOf(e.Version), e.DecisionNumber, at, e.By, e.Why, Registry.Champion.Promoted, e.RunId, e.Best)
            ),
            ModelPromotedDespiteGates e => Serving(
                new Champion(e.Version, HashOf(e.Version), e.DecisionNumber, at, e.By, e.Why, Registry.Champion.PromotedDespiteGates)
            ),
            ModelRolledBack e => Serving(
                new Champion(e.Version, HashOf(e.Version), e.DecisionNumber, at, e.By, e.Why, Registry.Champion.RolledBack)
            ),
            _ => this,
        };

    private ModelHistory Serving(Champion champion) => Settled(champion.Version) with { Champions = [.. Champions, champion] };

    private ModelHistory Settled(string version) =>
        this with
        {
            Proposals = [.. Proposals.Select(proposal => proposal.Version == version ? proposal with { IsWaiting = false } : proposal)],
        };

    private string HashOf(string version) => Registered.First(registered => registered.Version == version).Sha256;
}
