using Streaming.Marketplace.Tables;

namespace Streaming.Quality.Tables;

/// <summary>Holds the tables against their schema while they are read. For one reading, by one thread.</summary>
public sealed class TableScan(MarketSchema schema) : ITableScan
{
    private readonly Dictionary<(string Table, string Column), HashSet<string>> keys = [];
    private readonly List<RowScan> scans = [];

    /// <summary>Of each table that was read, in reading order.</summary>
    public IReadOnlyList<TableReport> Reports => [.. scans.Select(scan => scan.Report())];

    IRowScan ITableScan.Begin(string table)
    {
        var rules = schema.Tables[table];
        foreach (var referred in schema.Tables.Values.SelectMany(other => other.References).Where(reference => reference.Table == table))
            keys.TryAdd((table, referred.To), new HashSet<string>(StringComparer.Ordinal));
        var scan = new RowScan(rules, schema.Unreadable, keys);
        scans.Add(scan);
        return scan;
    }
}
