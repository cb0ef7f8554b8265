using Streaming.Contracts.Events;
using Streaming.Quality.Events;
using Streaming.Quality.Tables;

namespace Streaming.Quality;

/// <summary>A history held against its schema, for those who train without stages.</summary>
/// <param name="Results">Tables in reading order, then deliveries and reviews.</param>
/// <param name="Accepted">What the live scorer would take, in its order.</param>
public sealed record HistoryCheck(IReadOnlyList<DatasetResult> Results, IReadOnlyList<MarketEvent> Accepted)
{
    /// <param name="tables">What the reading of the tables has found.</param>
    /// <param name="events">What the tables gave.</param>
    /// <param name="schema">The rules.</param>
    public static HistoryCheck Of(IReadOnlyList<TableReport> tables, IReadOnlyList<MarketEvent> events, MarketSchema schema)
    {
        var scan = new EventScan(schema.OrderRules);
        foreach (var occurred in events)
            scan.Add(occurred);
        scan.End();
        var rejected = scan.Rejected.ToHashSet();
        return new HistoryCheck(
            [.. TableExpectations.Evaluate(tables, schema), .. EventExpectations.Evaluate(scan, schema)],
            rejected.Count == 0 ? events : [.. events.Where((_, place) => !rejected.Contains(place))]
        );
    }
}
