using CsvHelper;

namespace Streaming.Host.Tables;

/// <summary>
/// Holds a folder of tables against <c>schema.yaml</c>: one pass over each table, all problems at once.
/// For tables that could be read: a broken quote or a short row is the reader's to report.
/// </summary>
internal static class TableGates
{
    /// <summary>Says what is flagged, refuses what must stop a training.</summary>
    /// <exception cref="TablesRefusedException">A table or column is missing, or a gate whose action is stop is exceeded.</exception>
    public static void Require(string folder, TableRules rules, TextWriter error, CancellationToken cancellation)
    {
        var problems = Judge(folder, rules, cancellation).ToLookup(p => p.Action, p => p.Problem);
        foreach (var flagged in problems[GateAction.Flag]) error.WriteLine($"flagged: {flagged}");
        if (problems[GateAction.Stop].Any()) throw new TablesRefusedException([.. problems[GateAction.Stop]]);
    }

    public static IReadOnlyList<(GateAction Action, string Problem)> Judge(string folder, TableRules rules, CancellationToken cancellation) =>
        [.. rules.Tables.SelectMany(table => Judge(Path.Combine(folder, table.Key), table.Value, cancellation))];

    private static List<(GateAction Action, string Problem)> Judge(string path, IReadOnlyDictionary<string, ColumnRule> rules, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return [(GateAction.Stop, $"{path} does not exist")];
        using var csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw });
        csv.ReadHeader();
        var header = csv.Headers.ToList();
        var missing = rules.Keys.Where(name => !header.Contains(name)).Select(name => (GateAction.Stop, $"{path}: the table has no column {name}")).ToList();
        if (missing.Count > 0) return missing;

        var counts = rules.Select(rule => (Index: header.IndexOf(rule.Key), Count: new ColumnCount(path, rule.Key, rule.Value))).ToArray();
        while (csv.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (index, count) in counts) count.Add(csv.GetString(index), csv.LineNumber);
        }

        return [.. counts.SelectMany(c => c.Count.Judge())];
    }
}

/// <summary>Tables that nothing is trained on; one line for each exceeded gate.</summary>
public sealed class TablesRefusedException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
