using Streaming.Marketplace;
using Streaming.Marketplace.Tables;
using Streaming.Quality;
using Streaming.Quality.Tables;

namespace Streaming.Host.Tables;

/// <summary>Reads a folder of tables for a training that runs without stages, and asks the gates of <c>schema.yaml</c>.</summary>
internal static class TableGates
{
    /// <summary>The history that may be trained on; says what is flagged.</summary>
    /// <exception cref="TableException">The tables cannot be read.</exception>
    /// <exception cref="TablesRefusedException">A gate whose action is stop is exceeded.</exception>
    public static (HistoryCheck Checked, string DataHash) Read(
        string folder,
        MarketSchema schema,
        TextWriter error,
        CancellationToken cancellation
    )
    {
        var scan = new TableScan(schema);
        var tables = OlistTables.Read(folder, scan, cancellation: cancellation);
        var log = EventLog.Build(tables);
        foreach (var line in TableSummary.Of(tables, log.Summary))
            error.WriteLine(line);
        var found = HistoryCheck.Of(scan.Reports, log.Events, schema);
        foreach (var flag in found.Results.SelectMany(result => result.Flags))
            error.WriteLine($"flagged: {flag}");
        var stops = found.Results.SelectMany(result => result.Stops).ToList();
        return stops.Count == 0 ? (found, tables.Sha256) : throw new TablesRefusedException([.. stops.Select(stop => $"{folder}: {stop}")]);
    }
}

/// <summary>Tables that nothing is trained on; one line for each exceeded gate.</summary>
public sealed class TablesRefusedException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
