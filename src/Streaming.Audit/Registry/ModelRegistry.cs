using Marten;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Models;
using Streaming.Audit.Promotions;
using Streaming.Audit.Runs;
using Streaming.Contracts.Events;
using Streaming.Contracts.Gates;

namespace Streaming.Audit.Registry;

/// <summary>
/// Registers models and decides which of them serves. Every decision is an event; reading never waits for a projection. Publishing a
/// decision is the
/// relay's task. Each writing method throws <see cref="ArgumentException"/> when a value is blank or malformed. Safe to use from any
/// thread.
/// </summary>
public sealed class ModelRegistry
{
    private readonly IDocumentStore store;
    private readonly ArtifactStore artifacts;
    private readonly Func<CancellationToken, Task> prepare;
    private readonly ModelWriter writer;

    internal ModelRegistry(IDocumentStore store, ArtifactStore artifacts, Func<CancellationToken, Task> prepare)
    {
        this.store = store;
        this.artifacts = artifacts;
        this.prepare = prepare;
        writer = new ModelWriter(store);
    }

    /// <summary>Where two persons have to put a model into service; null where one may.</summary>
    internal SecondPerson? SecondPerson { get; init; }

    /// <summary>Why this person may not approve the version as well as propose it; null for anybody who may.</summary>
    /// <param name="by">Who would approve it.</param>
    public async Task<string?> ApprovalRefusalAsync(
        string name,
        string version,
        string by,
        CancellationToken cancellation = default
    ) =>
        SecondPerson is null
            ? null
            : await SecondPerson
                .RefusalAsync(await FindAsync(name, cancellation).ConfigureAwait(false), version, by.Trim(), cancellation)
                .ConfigureAwait(false);

    /// <summary>Makes the candidate known, unless it is; nobody serves by it.</summary>
    /// <param name="runId">The training run that made it; empty for none.</param>
    /// <exception cref="PromotionRefusedException">The version names another artifact, or the artifact has another version.</exception>
    public async Task RegisterAsync(ModelCandidate candidate, string by, string runId = "", CancellationToken cancellation = default)
    {
        await ReadyAsync(candidate, by, "registered", cancellation).ConfigureAwait(false);
        await writer.WriteAsync(candidate.Name, by, runId, model => model.Register(candidate, runId), cancellation).ConfigureAwait(false);
    }

    /// <summary>Registers the candidate, unless it is known, and decides that it serves from now on.</summary>
    /// <param name="candidate">Its artifact is in the <see cref="ArtifactStore"/> already.</param>
    /// <param name="by">Who decides: a user or service name. Not blank.</param>
    /// <param name="why">The reason, in words. Not blank.</param>
    /// <param name="runId">The training run that decides, which does so once: when it is asked again, after a crash, its decision is given
    /// back. Empty for a person.</param>
    /// <param name="bestSha256">The artifact of the best that ever served, this one included, as the run measured; null where nobody
    /// did.</param>
    /// <returns>The record for topic <c>model-promotions</c>.</returns>
    /// <exception cref="PromotionRefusedException">A rule stands against it, or another decision about the model was recorded at the same
    /// moment.</exception>
    /// <param name="step">What the run decides: recorded in its stream in the same transaction, and only if nothing else has happened in it
    /// since. Null outside of a run.</param>
    /// <exception cref="RunConflictException">The run of <paramref name="step"/> is over, or another process works on it: nothing was
    /// recorded.</exception>
    public async Task<ModelPromoted> PromoteAsync(
        ModelCandidate candidate,
        string by,
        string why,
        string runId = "",
        string? bestSha256 = null,
        RunStep? step = null,
        CancellationToken cancellation = default
    )
    {
        Require(why, "a promotion");
        await ReadyAsync(candidate, by, "promoted", cancellation).ConfigureAwait(false);
        if (runId.Length == 0)
            await RequireSecondAsync(candidate.Name, candidate.Version, by, cancellation).ConfigureAwait(false);
        var history = await writer
            .DecideAsync(
                candidate.Name,
                by,
                runId,
                model => model.Promote(candidate, by.Trim(), why.Trim(), runId, bestSha256),
                cancellation,
                step
            )
            .ConfigureAwait(false);
        return RecordOf(history, champion => runId.Length == 0 ? champion.Version == candidate.Version : champion.RunId == runId);
    }

    /// <summary>Decides that a registered version serves from now on: how a person accepts a proposal.</summary>
    /// <inheritdoc cref="PromoteAsync" path="/returns"/>
    /// <inheritdoc cref="PromoteAsync" path="/exception"/>
    public async Task<ModelPromoted> PromoteVersionAsync(
        string name,
        string version,
        string by,
        string why,
        CancellationToken cancellation = default
    )
    {
        Require(why, "a promotion");
        await ReadyAsync(name, version, by, "promotion", cancellation).ConfigureAwait(false);
        await RequireSecondAsync(name, version, by, cancellation).ConfigureAwait(false);
        var history = await writer
            .DecideAsync(name, by, "", model => model.PromoteVersion(name, version, by.Trim(), why.Trim()), cancellation)
            .ConfigureAwait(false);
        return RecordOf(history, champion => champion.Version == version);
    }

    /// <summary>Registers the candidate, unless it is known, and decides that it serves from now on although gates stand against
    /// it.</summary>
    /// <param name="gates">Those that failed, as they were shown to who decides.</param>
    /// <inheritdoc cref="PromoteAsync" path="/returns"/>
    /// <inheritdoc cref="PromoteAsync" path="/exception"/>
    public async Task<ModelPromoted> PromoteDespiteGatesAsync(
        ModelCandidate candidate,
        string by,
        string why,
        IReadOnlyList<GateResult> gates,
        CancellationToken cancellation = default
    )
    {
        Require(why, "an override of gates");
        await ReadyAsync(candidate, by, "promoted", cancellation).ConfigureAwait(false);
        await RequireSecondAsync(candidate.Name, candidate.Version, by, cancellation).ConfigureAwait(false);
        var history = await writer
            .DecideAsync(candidate.Name, by, "", model => model.PromoteDespiteGates(candidate, by.Trim(), why.Trim(), gates), cancellation)
            .ConfigureAwait(false);
        return RecordOf(history, champion => champion.Version == candidate.Version);
    }

    /// <summary>The same of a version that is registered already.</summary>
    /// <inheritdoc cref="PromoteDespiteGatesAsync"/>
    public async Task<ModelPromoted> PromoteVersionDespiteGatesAsync(
        string name,
        string version,
        string by,
        string why,
        IReadOnlyList<GateResult> gates,
        CancellationToken cancellation = default
    )
    {
        Require(why, "an override of gates");
        await ReadyAsync(name, version, by, "promotion", cancellation).ConfigureAwait(false);
        await RequireSecondAsync(name, version, by, cancellation).ConfigureAwait(false);
        var history = await writer
            .DecideAsync(name, by, "", model => model.PromoteVersionDespiteGates(name, version, by.Trim(), why.Trim(), gates), cancellation)
            .ConfigureAwait(false);
        return RecordOf(history, champion => champion.Version == version);
    }

    /// <summary>Registers the candidate, unless it is known, and leaves the decision to a person.</summary>
    /// <param name="gates">What the gates said.</param>
    /// <param name="runId">As for <see cref="PromoteAsync"/>: a run speaks once.</param>
    /// <exception cref="PromotionRefusedException">A rule stands against it; it serves or waits already.</exception>
    /// <param name="step">What the run decides: recorded in its stream in the same transaction, and only if nothing else has happened in it
    /// since. Null outside of a run.</param>
    /// <exception cref="RunConflictException">The run of <paramref name="step"/> is over, or another process works on it: nothing was
    /// recorded.</exception>
    public async Task<ModelHistory> ProposeAsync(
        ModelCandidate candidate,
        string by,
        string why,
        IReadOnlyList<GateResult> gates,
        string runId = "",
        RunStep? step = null,
        CancellationToken cancellation = default
    )
    {
        Require(why, "a proposal");
        await ReadyAsync(candidate, by, "proposed", cancellation).ConfigureAwait(false);
        return await writer
            .WriteAsync(
                candidate.Name,
                by,
                runId,
                model => model.Propose(candidate, by.Trim(), why.Trim(), gates, runId),
                cancellation,
                step
            )
            .ConfigureAwait(false);
    }

    /// <summary>Registers the candidate, unless it is known, and records that a gate stands against it.</summary>
    /// <param name="gate">The gate that was not passed.</param>
    /// <param name="runId">As for <see cref="PromoteAsync"/>: a run speaks once.</param>
    /// <exception cref="PromotionRefusedException">A rule stands against it; it serves.</exception>
    /// <param name="step">What the run decides: recorded in its stream in the same transaction, and only if nothing else has happened in it
    /// since. Null outside of a run.</param>
    /// <exception cref="RunConflictException">The run of <paramref name="step"/> is over, or another process works on it: nothing was
    /// recorded.</exception>
    public async Task<ModelHistory> RejectAsync(
        ModelCandidate candidate,
        string by,
        string why,
        GateResult gate,
        string runId = "",
        RunStep? step = null,
        CancellationToken cancellation = default
    )
    {
        Require(why, "a rejection");
        await ReadyAsync(candidate, by, "rejected", cancellation).ConfigureAwait(false);
        return await writer
            .WriteAsync(
                candidate.Name,
                by,
                runId,
                model => model.RejectByGate(candidate, by.Trim(), why.Trim(), gate, runId),
                cancellation,
                step
            )
            .ConfigureAwait(false);
    }

    /// <summary>A person turns a waiting proposal down.</summary>
    /// <exception cref="PromotionRefusedException">No proposal of the version waits.</exception>
    public async Task<ModelHistory> RejectAsync(
        string name,
        string version,
        string by,
        string why,
        CancellationToken cancellation = default
    )
    {
        Require(why, "a rejection");
        Require(by);
        await prepare(cancellation).ConfigureAwait(false);
        return await writer
            .WriteAsync(name, by, "", model => model.Reject(name, version, by.Trim(), why.Trim()), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Decides that a version which served before serves again. A new decision, with the next number.</summary>
    /// <param name="version">Null for the one that served before the present one.</param>
    /// <inheritdoc cref="PromoteAsync" path="/returns"/>
    /// <exception cref="PromotionRefusedException">It never served, serves now, or another decision was recorded at the same
    /// moment.</exception>
    public async Task<ModelPromoted> RollBackAsync(
        string name,
        string? version,
        string by,
        string why,
        CancellationToken cancellation = default
    )
    {
        Require(why, "a rollback");
        await ReadyAsync(name, version ?? "", by, "rollback", cancellation).ConfigureAwait(false);
        var history = await writer
            .DecideAsync(name, by, "", model => model.RollBack(name, version, by.Trim(), why.Trim()), cancellation)
            .ConfigureAwait(false);
        return RecordOf(history, _ => true);
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

    /// <summary>The same folded from the events, for what scorers are told: nobody serves by a document that somebody changed.</summary>
    internal async Task<IReadOnlyList<ModelHistory>> ListByEventsAsync(CancellationToken cancellation)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            var models = new SortedDictionary<string, ModelHistory>(StringComparer.Ordinal);
            foreach (
                var happened in await session
                    .Events.QueryAllRawEvents()
                    .Where(e => e.StreamKey!.StartsWith(ModelStream.Prefix))
                    .OrderBy(e => e.Sequence)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false)
            )
            {
                var stream = happened.StreamKey!;
                models[stream] = (models.GetValueOrDefault(stream) ?? new ModelHistory { Id = stream }).Evolve(
                    happened.Data,
                    happened.Timestamp.ToUniversalTime()
                );
            }

            return [.. models.Values];
        }
    }

    /// <summary>All that is known of a model; null for an unknown name.</summary>
    public async Task<ModelHistory?> FindAsync(string name, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
            return await session.LoadAsync<ModelHistory>(ModelStream.Key(name), cancellation).ConfigureAwait(false);
    }

    /// <summary>Every decision about the model as the record that topic <c>model-promotions</c> should hold, oldest first; none for an
    /// unknown name.</summary>
    public async Task<IReadOnlyList<ModelPromoted>> DecisionsAsync(string name, CancellationToken cancellation = default) =>
        [
            .. (await FindAsync(name, cancellation).ConfigureAwait(false))?.Champions.Select(champion =>
                PromotionRecords.Of(name, champion)
            )
                ?? [],
        ];

    /// <summary>Which artifact of the model serves, or served at an instant; null before the first promotion and for unknown
    /// names.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="asOf">The instant asked about; null for now, whatever the clocks say.</param>
    public async Task<Champion?> ChampionAsync(string name, DateTimeOffset? asOf = null, CancellationToken cancellation = default) =>
        (await FindAsync(name, cancellation).ConfigureAwait(false))?.ChampionAt(asOf ?? DateTimeOffset.MaxValue);

    private static ModelPromoted RecordOf(ModelHistory history, Func<Champion, bool> decided) =>
        PromotionRecords.Of(history.Name, history.Champions.Last(decided));

    private static void Require(string why, string what)
    {
        if (string.IsNullOrWhiteSpace(why))
            throw new ArgumentException($"the reason is blank; {what} is recorded with why it was decided", nameof(why));
    }

    private static void Require(string by)
    {
        if (string.IsNullOrWhiteSpace(by))
            throw new ArgumentException("who decides is blank; a decision is recorded with a user or service name", nameof(by));
    }

    private async Task RequireSecondAsync(string name, string version, string by, CancellationToken cancellation)
    {
        if (SecondPerson is not null)
            await SecondPerson
                .RequireAsync(name, await FindAsync(name, cancellation).ConfigureAwait(false), version, by.Trim(), cancellation)
                .ConfigureAwait(false);
    }

    private async Task ReadyAsync(ModelCandidate candidate, string by, string done, CancellationToken cancellation)
    {
        candidate.Validate();
        Require(by);
        await prepare(cancellation).ConfigureAwait(false);
        if (!await artifacts.ContainsAsync(candidate.Sha256, cancellation).ConfigureAwait(false))
            throw new PromotionRefusedException(
                $"artifact {candidate.Sha256} is not in the artifact store and cannot be {done}; a scorer could not load it"
            );
    }

    /// <summary>What is registered was stored; whether it still is decides whether it may serve.</summary>
    private async Task ReadyAsync(string name, string version, string by, string decision, CancellationToken cancellation)
    {
        Require(by);
        var known = (await FindAsync(name, cancellation).ConfigureAwait(false))?.Registered.FirstOrDefault(registered =>
            registered.Version == version
        );
        if (known is not null && !await artifacts.ContainsAsync(known.Sha256, cancellation).ConfigureAwait(false))
            throw new PromotionRefusedException(
                $"artifact {known.Sha256} of version '{version}' is no longer in the artifact store; the {decision} would leave scorers "
                    + $"without a model"
            );
    }
}
