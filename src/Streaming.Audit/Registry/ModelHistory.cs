using JasperFx.Events;
using Marten.Events.Aggregation;
using Streaming.Audit.Models;

namespace Streaming.Audit.Registry;

/// <summary>A registered artifact.</summary>
/// <param name="Lineage">What it was made from, a JSON object as it was given.</param>
public sealed record RegisteredModel(string Version, string Sha256, string Lineage, DateTimeOffset RegisteredAt);

/// <summary>A model that serves, or served, and the decision that put it there.</summary>
/// <param name="Since">When it was decided, UTC.</param>
public sealed record Champion(string Version, string Sha256, long DecisionNumber, DateTimeOffset Since, string By, string Why);

/// <summary>Read model of one model's stream: all its artifacts and all its champions, oldest first.</summary>
public sealed record ModelHistory
{
    /// <summary>The stream's key.</summary>
    public required string Id { get; init; }

    public IReadOnlyList<RegisteredModel> Registered { get; init; } = [];

    public IReadOnlyList<Champion> Champions { get; init; } = [];

    public string Name => ModelStream.NameOf(Id);

    /// <summary>Who serves after all decisions up to an instant; null before the first.</summary>
    public Champion? ChampionAt(DateTimeOffset instant) => Champions.LastOrDefault(champion => champion.Since <= instant);

    internal ModelHistory Evolve(object happened, DateTimeOffset at) => happened switch
    {
        ModelRegistered e => this with { Registered = [.. Registered, new RegisteredModel(e.Version, e.Sha256, e.Lineage, at)] },
        ModelPromoted e => this with { Champions = [.. Champions, new Champion(e.Version, HashOf(e.Version), e.DecisionNumber, at, e.By, e.Why)] },
        _ => this,
    };

    private string HashOf(string version) => Registered.First(registered => registered.Version == version).Sha256;
}

/// <summary>Keeps <see cref="ModelHistory"/> in the transaction that appends the events: it is never behind.</summary>
internal sealed class ModelHistoryProjection : SingleStreamProjection<ModelHistory, string>
{
    public override ModelHistory Evolve(ModelHistory? snapshot, string id, IEvent e) =>
        (snapshot ?? new ModelHistory { Id = id }).Evolve(e.Data, e.Timestamp.ToUniversalTime());
}
