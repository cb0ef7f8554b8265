using System.Globalization;
using Npgsql;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Chain;

/// <summary>
/// The hash chain over all events of the store. A link is written in the transaction that appends its event; this class reads: it checks the chain, makes
/// anchors for outside the store, and exports it. Safe to use from any thread.
/// </summary>
public sealed class AuditChain
{
    /// <summary>Events that one anchor stands for at most: bounds the streams that it names, and so its record.</summary>
    private const int EventsPerAnchor = 2000;

    private readonly NpgsqlDataSource database;
    private readonly ChainTables tables;
    private readonly TimeProvider clock;
    private readonly Func<CancellationToken, Task> prepare;

    internal AuditChain(NpgsqlDataSource database, ChainTables tables, TimeProvider clock, Func<CancellationToken, Task> prepare)
    {
        this.database = database;
        this.tables = tables;
        this.clock = clock;
        this.prepare = prepare;
    }

    /// <summary>Recomputes every hash from what the database holds and compares the result with the anchors.</summary>
    /// <param name="anchors">All that topic <c>audit-anchors</c> holds; without them an end that was cut off cannot be seen.</param>
    public async Task<ChainVerdict> VerifyAsync(IReadOnlyList<AuditAnchored> anchors, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var head = await snapshot.HeadAsync(cancellation).ConfigureAwait(false);
            var walk = new ChainWalk(head, new AnchorBook(anchors, head?.Store));
            await foreach (var row in snapshot.RowsAsync(cancellation).ConfigureAwait(false)) walk.Next(row);
            return walk.End(await snapshot.StreamsAsync(cancellation).ConfigureAwait(false));
        }
    }

    /// <summary>The anchors that the outside still lacks: one as a rule, several after much has happened, none when nothing has.</summary>
    /// <param name="known">All that topic <c>audit-anchors</c> holds.</param>
    /// <param name="why"><c>daily</c>, <c>promotion</c>, <c>export</c> or <c>request</c>.</param>
    /// <exception cref="ChainBrokenException">The latest known anchor of this store does not hold: a new one would hide it.</exception>
    public async Task<IReadOnlyList<AuditAnchored>> MissingAnchorsAsync(IReadOnlyList<AuditAnchored> known, string why, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var head = await snapshot.HeadAsync(cancellation).ConfigureAwait(false) ?? throw new ChainBrokenException("the head of the audit store's chain is gone; run: streaming audit verify");
            var latest = known.Where(anchor => anchor.Store == head.Store.ToString()).MaxBy(anchor => anchor.Position);
            await RefuseBrokenAsync(snapshot, head, latest, cancellation).ConfigureAwait(false);
            var missing = new List<AuditAnchored>();
            for (var from = latest?.Position ?? 0; from < head.Position; from = missing[^1].Position)
                missing.Add(Anchor(head.Store, await LinksAsync(snapshot, from, EventsPerAnchor, cancellation).ConfigureAwait(false), why));
            return missing;
        }
    }

    /// <summary>Writes every event with its link as lines of JSON that <c>ops/verify-export.py</c> checks by itself, and ends with the heads of all streams.</summary>
    /// <param name="by">Who exports: a user or service name.</param>
    /// <returns>How many events.</returns>
    public async Task<long> ExportAsync(TextWriter output, string by, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var head = await snapshot.HeadAsync(cancellation).ConfigureAwait(false) ?? throw new ChainBrokenException("the head of the audit store's chain is gone; run: streaming audit verify");
            var export = new ChainExport(output, head);
            await export.BeginAsync(clock.GetUtcNow(), by).ConfigureAwait(false);
            await foreach (var row in snapshot.RowsAsync(cancellation).ConfigureAwait(false)) await export.WriteAsync(row).ConfigureAwait(false);
            return await export.EndAsync().ConfigureAwait(false);
        }
    }

    private static async Task RefuseBrokenAsync(ChainSnapshot snapshot, ChainHead head, AuditAnchored? latest, CancellationToken cancellation)
    {
        if (latest is null) return;
        var link = latest.Position > head.Position ? [] : await LinksAsync(snapshot, latest.Position - 1, 1, cancellation).ConfigureAwait(false);
        if (link.Count == 1 && link[0].Position == latest.Position && Convert.ToHexStringLower(link[0].Hash) == latest.Hash) return;
        throw new ChainBrokenException(
            string.Create(CultureInfo.InvariantCulture, $"the audit store's chain no longer holds what was anchored at event {latest.Position} on {latest.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC; nothing is anchored anew. Run: streaming audit verify"));
    }

    private static async Task<List<ChainLink>> LinksAsync(ChainSnapshot snapshot, long after, int limit, CancellationToken cancellation)
    {
        var links = new List<ChainLink>();
        await foreach (var link in snapshot.LinksAsync(after, limit, cancellation).ConfigureAwait(false)) links.Add(link);
        return links;
    }

    private AuditAnchored Anchor(Guid store, List<ChainLink> links, string why)
    {
        if (links.Count == 0) throw new ChainBrokenException("the audit store's chain ends before its head; run: streaming audit verify");
        return new AuditAnchored
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"{store}/{links[^1].Position}"),
            RecordedAt = clock.GetUtcNow().UtcDateTime,
            Store = store.ToString(),
            Position = links[^1].Position,
            Hash = Convert.ToHexStringLower(links[^1].Hash),
            Streams = [.. links.GroupBy(link => link.Stream).Select(stream => stream.Last()).Select(link => new AnchoredStream(link.Stream, link.Version, Convert.ToHexStringLower(link.Hash)))],
            Why = why,
        };
    }
}

/// <summary>The audit store is not what it was; the message says what to run.</summary>
public sealed class ChainBrokenException(string message) : Exception(message);
