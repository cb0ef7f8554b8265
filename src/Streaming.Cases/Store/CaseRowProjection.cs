using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Streaming.Cases.Domain;

namespace Streaming.Cases.Store;

/// <summary>Keeps the rows in the transaction that appends the events, and notifies whoever listens when it commits.</summary>
internal sealed class CaseRowProjection(CaseTables tables) : IProjection
{
    private readonly string upsert = CaseRow.Upsert(tables);
    private readonly string find = $"select data::text from {tables.Cases} where order_id = any(?)";

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var ours = events.Where(e => CaseEventTypes.Stored.ContainsKey(e.EventType)).ToList();
        if (ours.Count == 0)
            return;
        var streams = ours.GroupBy(e => e.StreamKey!, StringComparer.Ordinal).ToList();
        var before = await BeforeAsync(operations, streams, cancellation).ConfigureAwait(false);
        var after = streams.ConvertAll(stream => Folded(before.GetValueOrDefault(stream.Key), stream));
        operations.QueueSqlCommand(upsert, CaseRow.ToJson(after));
        operations.QueueSqlCommand(
            "select pg_notify(?, told) from jsonb_array_elements_text(?::jsonb) as told",
            tables.SchemaName,
            System.Text.Json.JsonSerializer.Serialize(ours.Select(e => $"{e.StreamKey} {e.EventTypeName}"))
        );
    }

    private async Task<Dictionary<string, AlertCase>> BeforeAsync(
        IDocumentOperations operations,
        IEnumerable<IGrouping<string, IEvent>> streams,
        CancellationToken cancellation
    )
    {
        var known = streams.Where(stream => stream.First().Version > 1).Select(stream => stream.Key).ToArray();
        if (known.Length == 0)
            return [];
        var rows = await operations.AdvancedSql.QueryAsync<string>(find, cancellation, [known]).ConfigureAwait(false);
        return rows.Select(CaseRow.CaseOf).ToDictionary(one => one.Id, StringComparer.Ordinal);
    }

    private static AlertCase Folded(AlertCase? before, IGrouping<string, IEvent> stream) =>
        stream.Aggregate(before, (one, e) => one.Evolve(stream.Key, e.Data, e.Timestamp.ToUniversalTime()))!;
}
