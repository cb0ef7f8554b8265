using JasperFx;
using Marten;
using Marten.Exceptions;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Models;
using Streaming.Audit.Promotions;
using PromotionRecord = Streaming.Contracts.Events.ModelPromoted;

namespace Streaming.Audit.Registry;

/// <summary>Registers models and decides which of them serves. Every decision is an event; reading never waits for a projection.</summary>
public sealed class ModelRegistry
{
    private readonly IDocumentStore store;
    private readonly ArtifactStore artifacts;
    private readonly Func<CancellationToken, Task> prepare;

    internal ModelRegistry(IDocumentStore store, ArtifactStore artifacts, Func<CancellationToken, Task> prepare)
    {
        this.store = store;
        this.artifacts = artifacts;
        this.prepare = prepare;
    }

    /// <summary>Registers the candidate, unless it is known, and decides that it serves from now on. Publishing is the relay's task.</summary>
    /// <param name="candidate">Its artifact is in the <see cref="ArtifactStore"/> already.</param>
    /// <param name="by">Who decides: a user or service name. Not blank.</param>
    /// <param name="why">The reason, in words. Not blank.</param>
    /// <returns>The record for topic <c>model-promotions</c>.</returns>
    /// <exception cref="ArgumentException">A value is blank or malformed.</exception>
    /// <exception cref="PromotionRefusedException">A rule stands against it, or another decision about the model was recorded at the same moment.</exception>
    public async Task<PromotionRecord> PromoteAsync(ModelCandidate candidate, string by, string why, CancellationToken cancellation = default)
    {
        candidate.Validate();
        if (string.IsNullOrWhiteSpace(by)) throw new ArgumentException("who decides is blank; a promotion is recorded with a user or service name", nameof(by));
        if (string.IsNullOrWhiteSpace(why)) throw new ArgumentException("the reason is blank; a promotion is recorded with why it was decided", nameof(why));
        await prepare(cancellation).ConfigureAwait(false);
        if (!await artifacts.ContainsAsync(candidate.Sha256, cancellation).ConfigureAwait(false))
            throw new PromotionRefusedException($"artifact {candidate.Sha256} is not in the artifact store; a scorer could not load it");

        var key = ModelStream.Key(candidate.Name);
        var session = store.LightweightSession();
        await using (session.ConfigureAwait(false))
        {
            var past = await session.Events.FetchStreamAsync(key, token: cancellation).ConfigureAwait(false);
            var model = past.Aggregate(Model.Unknown, (state, happened) => state.Evolve(happened.Data));
            var decided = model.Promote(candidate, by.Trim(), why.Trim());
            var number = model.Decisions + 1;
            session.LastModifiedBy = by.Trim();
            session.CorrelationId = PromotionRecords.EventId(candidate.Name, number); // ties together what one decision appended
            if (past.Count == 0)
                session.Events.StartStream(key, decided);
            else
                session.Events.Append(key, past.Count + decided.Count, decided);
            await SaveAsync(session, candidate.Name, number, cancellation).ConfigureAwait(false);
            var history = await session.LoadAsync<ModelHistory>(key, cancellation).ConfigureAwait(false);
            return PromotionRecords.Of(candidate.Name, history!.Champions.First(champion => champion.DecisionNumber == number));
        }
    }

    /// <summary>Every model that was ever registered, by name.</summary>
    public async Task<IReadOnlyList<ModelHistory>> ListAsync(CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            var all = await session.Query<ModelHistory>().ToListAsync(cancellation).ConfigureAwait(false);
            return [.. all.OrderBy(history => history.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Which artifact of the model serves, or served at an instant; null before the first promotion and for unknown names.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="asOf">The instant asked about; null for now, whatever the clocks say.</param>
    public async Task<Champion?> ChampionAsync(string name, DateTimeOffset? asOf = null, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            var history = await session.LoadAsync<ModelHistory>(ModelStream.Key(name), cancellation).ConfigureAwait(false);
            return history?.ChampionAt(asOf ?? DateTimeOffset.MaxValue);
        }
    }

    private static async Task SaveAsync(IDocumentSession session, string name, long number, CancellationToken cancellation)
    {
        try
        {
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is ConcurrencyException or ExistingStreamIdCollisionException)
        {
            throw new PromotionRefusedException(
                $"another decision about model '{name}' was recorded at the same moment and took number {number}; look at it, then decide again", lost);
        }
    }
}
