using Marten;

namespace Streaming.Audit.Trail;

/// <summary>Everything that was recorded, one event a line, latest first. Safe to use from any thread.</summary>
public sealed class AuditTrail
{
    /// <summary>Stored names of all kinds of events, by name.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. EventNames.All.Values.Order(StringComparer.Ordinal)];

    /// <summary>Kinds that say how a run went on, and neither what somebody asked for nor what came of it.</summary>
    private static readonly string[] MachineSteps =
    [
        "stage_started",
        "stage_completed",
        "stage_skipped",
        "dataset_validated",
        "candidate_trained",
        "candidate_left_out",
        "candidate_evaluated",
        "tracking_exported",
        "tracking_deferred",
    ];

    private readonly IDocumentStore store;
    private readonly Func<CancellationToken, Task> prepare;

    internal AuditTrail(IDocumentStore store, Func<CancellationToken, Task> prepare)
    {
        this.store = store;
        this.prepare = prepare;
    }

    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to 1000.</exception>
    public async Task<TrailPage> QueryAsync(TrailQuery query, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, TrailQuery.LargestPage);
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            var entries = await Restrict(session.Query<TrailEntry>(), query)
                .OrderByDescending(entry => entry.Sequence)
                .Take(query.Limit + 1)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            var isLast = entries.Count <= query.Limit;
            List<TrailEntry> page = [.. entries.Take(query.Limit)];
            return new TrailPage(page, isLast ? null : page[^1].Sequence);
        }
    }

    private static IQueryable<TrailEntry> Restrict(IQueryable<TrailEntry> entries, TrailQuery query)
    {
        if (query.Before is { } before)
            entries = entries.Where(entry => entry.Sequence < before);
        if (query.Since?.ToUniversalTime() is { } since)
            entries = entries.Where(entry => entry.At >= since);
        if (query.Until?.ToUniversalTime() is { } until)
            entries = entries.Where(entry => entry.At < until);
        if (query.Who is { } who)
            entries = entries.Where(entry => entry.Who.Contains(who, StringComparison.OrdinalIgnoreCase));
        if (query.Kind is { } kind)
            entries = entries.Where(entry => entry.Kind == kind);
        if (query.WithoutMachineSteps)
        {
            foreach (var step in MachineSteps)
                entries = entries.Where(entry => entry.Kind != step);
        }

        if (query.Correlation is { } correlation)
            entries = entries.Where(entry => entry.Correlation == correlation);
        if (query.Stream is not { } stream)
            return entries;
        return stream.EndsWith('/')
            ? entries.Where(entry => entry.Stream.StartsWith(stream))
            : entries.Where(entry => entry.Stream == stream);
    }
}
