using System.Globalization;
using Marten;
using Npgsql;
using Streaming.Audit.Anchors;
using Streaming.Audit.ReadModels;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Chain;

/// <summary>
/// The hash chain over all events of the store. A link is written in the transaction that appends its event; this class reads: it checks
/// the chain, makes
/// anchors for outside the store, and exports it. Safe to use from any thread.
/// </summary>
public sealed class AuditChain
{
    /// <summary>Events that one anchor stands for at most: bounds the streams that it names, and so its record.</summary>
    private const int EventsPerAnchor = 2000;

    private readonly NpgsqlDataSource database;
    private readonly ChainTables tables;
    private readonly DocumentStore events;
    private readonly TimeProvider clock;
    private readonly Func<CancellationToken, Task> prepare;

    internal AuditChain(
        NpgsqlDataSource database,
        DocumentStore events,
        ChainTables tables,
        TimeProvider clock,
        Func<CancellationToken, Task> prepare
    )
    {
        this.database = database;
        this.events = events;
        this.tables = tables;
        this.clock = clock;
        this.prepare = prepare;
    }

    /// <inheritdoc cref="VerifyAsync(AnchorRecords, CancellationToken)"/>
    /// <param name="anchors">All that topic <c>audit-anchors</c> holds; without them an end that was cut off cannot be seen.</param>
    public Task<ChainReport> VerifyAsync(IReadOnlyList<AuditAnchored> anchors, CancellationToken cancellation = default) =>
        VerifyAsync(new AnchorRecords(anchors, []), cancellation);

    /// <summary>
    /// Recomputes every hash from what the database holds, compares the result with the anchors, and folds what people see from the events
    /// again and compares that too.
    /// </summary>
    /// <param name="anchors">All that topic <c>audit-anchors</c> holds; without them an end that was cut off cannot be seen.</param>
    public async Task<ChainReport> VerifyAsync(AnchorRecords anchors, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var head = await snapshot.HeadAsync(cancellation).ConfigureAwait(false);
            var findings = new FindingList();
            var walk = new ChainVerifier(
                head,
                new PublishedAnchors(anchors.Anchors, head?.Store),
                new ForeignAnchors(anchors.Anchors, head?.Store),
                findings
            );
            await foreach (var row in snapshot.RowsAsync(cancellation).ConfigureAwait(false))
                walk.Next(row);
            var verdict = walk.End(await snapshot.StreamsAsync(cancellation).ConfigureAwait(false));
            foreach (var odd in anchors.Odd.Where(odd => odd.IsOf(head?.Store)))
                findings.Add(
                    new ChainFinding(
                        "anchor_hidden",
                        null,
                        $"{odd.Words()}; it stands under the key of an anchor of this store, and whoever wrote it has hidden that anchor"
                    )
                );
            List<string> notes =
            [
                .. verdict.Notes,
                .. anchors.Odd.Where(odd => !odd.IsOf(head?.Store)).Select(odd => $"{odd.Words()}; it was read past"),
            ];
            var compared = await CompareReadModelsAsync(snapshot, walk.Damage, findings, notes, cancellation).ConfigureAwait(false);
            return verdict with { Findings = findings.Sorted(), MoreFindings = findings.More, Notes = notes, ReadModels = compared };
        }
    }

    /// <summary>The anchors that the outside still lacks: one as a rule, several after much has happened, none when nothing has.</summary>
    /// <param name="known">All that topic <c>audit-anchors</c> holds.</param>
    /// <param name="why"><c>daily</c>, <c>promotion</c>, <c>export</c> or <c>request</c>.</param>
    /// <exception cref="ChainBrokenException">
    /// The latest known anchor of this store does not hold, or the topic is another store's that no adoption names: a new one would hide
    /// it. Or there is no chain.
    /// </exception>
    public async Task<IReadOnlyList<AuditAnchored>> MissingAnchorsAsync(
        IReadOnlyList<AuditAnchored> known,
        string why,
        CancellationToken cancellation = default
    )
    {
        await prepare(cancellation).ConfigureAwait(false);
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var head = await snapshot.HeadAsync(cancellation).ConfigureAwait(false) ?? throw WithoutHead();
            var latest = known.Where(anchor => anchor.Store == head.Store.ToString()).MaxBy(anchor => anchor.Position);
            await RefuseBrokenAsync(snapshot, head, latest, cancellation).ConfigureAwait(false);
            if (latest is null)
                await RefuseForeignAsync(snapshot, head, known, cancellation).ConfigureAwait(false);
            var missing = new List<AuditAnchored>();
            for (var from = latest?.Position ?? 0; from < head.Position; from = missing[^1].Position)
                missing.Add(Anchor(head.Store, await LinksAsync(snapshot, from, EventsPerAnchor, cancellation).ConfigureAwait(false), why));
            return missing;
        }
    }

    /// <summary>
    /// Takes the store over as it is, by a person's word: where its chain is gone or was never begun, its events are chained under a new
    /// name; anchors of other stores are set
    /// aside. Recorded as an event of the new chain, in the same transaction.
    /// </summary>
    /// <param name="anchors">All that topic <c>audit-anchors</c> holds.</param>
    /// <param name="by">Who does it: a user or service name.</param>
    /// <param name="why">The reason, in words.</param>
    /// <param name="evenIfBroken">Also chain anew what is there of a chain that does not hold, such as that of a restored backup.</param>
    /// <exception cref="AdoptionRefusedException">There is nothing to adopt, or the chain does not hold and that was not asked
    /// for.</exception>
    public async Task<Acts.StoreAdopted> AdoptAsync(
        IReadOnlyList<AuditAnchored> anchors,
        string by,
        string why,
        bool evenIfBroken,
        CancellationToken cancellation = default
    )
    {
        if (string.IsNullOrWhiteSpace(by))
            throw new ArgumentException("who adopts is blank; an adoption is recorded with a user or service name", nameof(by));
        if (string.IsNullOrWhiteSpace(why))
            throw new ArgumentException("the reason is blank; an adoption is recorded with why it was decided", nameof(why));
        var verdict = await VerifyAsync(anchors, cancellation).ConfigureAwait(false);
        return await new StoreAdoption(database, events, tables)
            .AdoptAsync(verdict, anchors, by.Trim(), why.Trim(), evenIfBroken, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Writes every event with its link as lines of JSON that <c>ops/verify-export.py</c> checks by itself, and ends with the
    /// heads of all streams.</summary>
    /// <param name="by">Who exports: a user or service name.</param>
    /// <returns>How many events.</returns>
    public async Task<long> ExportAsync(TextWriter output, string by, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var snapshot = await ChainSnapshot.TakeAsync(database, tables, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var head = await snapshot.HeadAsync(cancellation).ConfigureAwait(false) ?? throw WithoutHead();
            var export = new ChainExport(output, head);
            await export.BeginAsync(clock.GetUtcNow(), by).ConfigureAwait(false);
            await foreach (var row in snapshot.RowsAsync(cancellation).ConfigureAwait(false))
                if (row is not { Link: null, Event.IsFiller: true })
                    await export.WriteAsync(row).ConfigureAwait(false);
            return await export.EndAsync().ConfigureAwait(false);
        }
    }

    private static ChainBrokenException WithoutHead() =>
        new(
            "the audit store's chain has no head: it was removed, or the store was never adopted. Nothing is anchored or exported. Run: "
                + "streaming audit verify"
        );

    private async Task<long> CompareReadModelsAsync(
        ChainSnapshot snapshot,
        ChainDamage damage,
        FindingList findings,
        List<string> notes,
        CancellationToken cancellation
    )
    {
        if (damage.IsTooMuch)
        {
            notes.Add("too many events are not as they were recorded: what people see was not compared with them");
            return 0;
        }

        var serializer = events.Options.Serializer();
        var check = new ReadModelCheck(snapshot, tables, serializer, new EventReader(serializer), damage, findings.Add);
        await check.RunAsync(cancellation).ConfigureAwait(false);
        if (check.OtherWording > 0)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the words of {check.OtherWording} entries of the trail are those of another version of this program and were not "
                        + $"compared"
                )
            );
        return check.Compared;
    }

    /// <summary>Another store's topic takes no first anchor of this one, unless a person has adopted it.</summary>
    private static async Task RefuseForeignAsync(
        ChainSnapshot snapshot,
        ChainHead head,
        IReadOnlyList<AuditAnchored> known,
        CancellationToken cancellation
    )
    {
        var foreign = new ForeignAnchors(known, head.Store);
        if (!foreign.Unnamed.Any())
            return;
        await foreach (var adopted in snapshot.AdoptionsAsync(cancellation).ConfigureAwait(false))
            foreign.Note(adopted);
        if (foreign.Unnamed.FirstOrDefault() is { } anchor)
            throw new ChainBrokenException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"topic audit-anchors holds anchors of store {anchor.Store}, up to event {anchor.Position} of "
                        + $"{anchor.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC, and this store is {head.Store}: it was exchanged, or its chain "
                        + $"was begun anew. Nothing is anchored beside them. Run: streaming audit verify; where a person did this on "
                        + $"purpose: streaming audit adopt --why …"
                )
            );
    }

    private static async Task RefuseBrokenAsync(
        ChainSnapshot snapshot,
        ChainHead head,
        AuditAnchored? latest,
        CancellationToken cancellation
    )
    {
        if (latest is null)
            return;
        var link =
            latest.Position > head.Position ? [] : await LinksAsync(snapshot, latest.Position - 1, 1, cancellation).ConfigureAwait(false);
        if (link.Count == 1 && link[0].Position == latest.Position && Convert.ToHexStringLower(link[0].Hash) == latest.Hash)
            return;
        throw new ChainBrokenException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the audit store's chain no longer holds what was anchored at event {latest.Position} on "
                    + $"{latest.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC; nothing is anchored anew. Run: streaming audit verify"
            )
        );
    }

    private static async Task<List<ChainLink>> LinksAsync(ChainSnapshot snapshot, long after, int limit, CancellationToken cancellation)
    {
        var links = new List<ChainLink>();
        await foreach (var link in snapshot.LinksAsync(after, limit, cancellation).ConfigureAwait(false))
            links.Add(link);
        return links;
    }

    private AuditAnchored Anchor(Guid store, List<ChainLink> links, string why)
    {
        if (links.Count == 0)
            throw new ChainBrokenException("the audit store's chain ends before its head; run: streaming audit verify");
        return new AuditAnchored
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"{store}/{links[^1].Position}"),
            RecordedAt = clock.GetUtcNow().UtcDateTime,
            Store = store.ToString(),
            Position = links[^1].Position,
            Hash = Convert.ToHexStringLower(links[^1].Hash),
            Streams =
            [
                .. links
                    .GroupBy(link => link.Stream)
                    .Select(stream => stream.Last())
                    .Select(link => new AnchoredStream(link.Stream, link.Version, Convert.ToHexStringLower(link.Hash))),
            ],
            Why = why,
        };
    }
}

/// <summary>The audit store is not what it was; the message says what to run.</summary>
public sealed class ChainBrokenException(string message, Exception? inner = null) : Exception(message, inner);
