using System.Globalization;

namespace Streaming.Marketplace.Tables;

/// <summary>Something in a table that was not as it should be, was understood all the same, and is said.</summary>
/// <param name="File">Name of the table.</param>
/// <param name="Column">Where; null for the table as a whole.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Line">Line of the first of them.</param>
/// <param name="Value">What it held; empty for what is personal.</param>
/// <param name="Rule">How it was understood.</param>
public sealed record TableNote(string File, string? Column, int Rows, int Line, string Value, string Rule)
{
    public override string ToString()
    {
        var place = Column is null
            ? $"{File}, line {Line}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{File}, column {Column}, {Rows:N0} {(Rows == 1 ? "row" : "rows")}, first at line {Line}"
            );
        return Value.Length > 0 ? $"{place}: found '{TableException.Shown(Value)}'; {Rule}" : $"{place}: {Rule}";
    }
}

/// <summary>
/// Gathers notes while tables are read; of each column and rule the first row is kept, the others are counted. For one thread.
/// </summary>
public sealed class TableNotes
{
    private readonly Dictionary<(string File, string? Column, string Rule), (TableNote Note, int Record)> notes = [];

    /// <summary>In the order in which they were met.</summary>
    public IReadOnlyList<TableNote> All => [.. notes.Values.Select(known => known.Note)];

    /// <param name="file">Name of the table.</param>
    /// <param name="column">Where; null for the table.</param>
    /// <param name="record">Number of the row: one that is looked at twice counts once.</param>
    /// <param name="line">Its line.</param>
    /// <param name="value">What it holds.</param>
    /// <param name="rule">How it is understood.</param>
    public void Add(string file, string? column, int record, int line, string value, string rule)
    {
        var shown = column is null || !TableCatalogue.IsPersonal(file, column) ? value : "";
        var key = (file, column, rule);
        if (!notes.TryGetValue(key, out var known))
            notes.Add(key, (new TableNote(file, column, 1, line, shown, rule), record));
        else if (known.Record != record)
            notes[key] = (known.Note with { Rows = known.Note.Rows + 1 }, record);
    }
}
