using System.Globalization;

namespace Streaming.Host.Tables;

/// <summary>Counts what a column holds against its rule; remembers the first value that lies outside.</summary>
internal sealed class ColumnCount(string table, string column, ColumnRule rule)
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? values = rule.OneOf?.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private long rows;
    private long empty;
    private long outside;
    private (long Line, string Value)? first;

    public void Add(ReadOnlySpan<char> text, long line)
    {
        rows++;
        if (text.Length == 0) empty++;
        else if (!Fits(text))
        {
            outside++;
            first ??= (line, text.ToString());
        }
    }

    /// <summary>The shares that are exceeded, each in one line.</summary>
    public IEnumerable<(GateAction Action, string Problem)> Judge()
    {
        if (empty > rule.Empty * rows)
            yield return (rule.Action, string.Create(CultureInfo.InvariantCulture, $"{table}, column {column}: {empty:N0} of {rows:N0} rows are empty ({(double)empty / rows:P2}); allowed: {rule.Empty:P2}"));
        if (first is { } example && outside > rule.Outside * (rows - empty))
        {
            yield return (rule.Action, string.Create(
                CultureInfo.InvariantCulture,
                $"{table}, column {column}: {outside:N0} of {rows - empty:N0} values are not {Allowed()} ({(double)outside / (rows - empty):P2}; the first is '{example.Value}', line {example.Line}); allowed: {rule.Outside:P2}"));
        }
    }

    private bool Fits(ReadOnlySpan<char> text) => rule.Kind switch
    {
        ColumnKind.Text => values is not { } allowed || allowed.Contains(text),
        ColumnKind.Time => DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            && double.IsFinite(x)
            && (rule.Kind == ColumnKind.Number || x == Math.Floor(x))
            && !(x < rule.Least)
            && !(x > rule.Most),
    };

    private string Allowed() => rule.Kind switch
    {
        ColumnKind.Text => $"one of {string.Join(", ", rule.OneOf!)}",
        ColumnKind.Time => "a time like 2018-05-31 23:59:59",
        var kind => string.Create(CultureInfo.InvariantCulture, $"a {(kind == ColumnKind.Whole ? "whole number" : "number")}{(rule.Least is { } l ? $" from {l}" : "")}{(rule.Most is { } m ? $" up to {m}" : "")}"),
    };
}
