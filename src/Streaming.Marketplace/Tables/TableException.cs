using System.Globalization;
using System.Text;

namespace Streaming.Marketplace.Tables;

/// <summary>The tables cannot be used as they are. Names the file, the line, the column, the value and the rule, as far as each
/// applies.</summary>
public sealed class TableException : Exception
{
    private const int LongestQuotedValue = 80;

    public TableException(string file, int? line, string? column, string? value, string rule, Exception? inner = null)
        : base(Describe(file, line, column, value, rule), inner)
    {
        File = file;
        Line = line;
        Column = column;
        Value = value;
        Rule = rule;
    }

    /// <summary>Path of the table, or of the folder when several tables are missing.</summary>
    public string File { get; }

    /// <summary>Line on which the record begins, the header being line 1. Null when the table as a whole is at fault.</summary>
    public int? Line { get; }

    public string? Column { get; }

    /// <summary>The offending text, or what was found instead.</summary>
    public string? Value { get; }

    /// <summary>What was expected.</summary>
    public string Rule { get; }

    /// <summary>The value, as far as there is one, and the rule.</summary>
    public string What => Value is null ? Rule : $"found '{Shown(Value)}'; {Rule}";

    /// <summary>File, line and column, as far as each applies.</summary>
    public string Where => Place(File, Line, Column);

    private static string Describe(string file, int? line, string? column, string? value, string rule)
    {
        var text = new StringBuilder(Place(file, line, column));
        if (value is not null)
            text.Append(CultureInfo.InvariantCulture, $": found '{Shown(value)}'");
        return text.Append(CultureInfo.InvariantCulture, $"; {Printable(rule)}").ToString();
    }

    private static string Place(string file, int? line, string? column)
    {
        var text = new StringBuilder(file);
        if (line is not null)
            text.Append(CultureInfo.InvariantCulture, $", line {line}");
        if (column is not null)
            text.Append(CultureInfo.InvariantCulture, $", column {Printable(column)}");
        return text.ToString();
    }

    /// <summary>A value as messages show it: shortened, and without bytes that a terminal would obey.</summary>
    public static string Shown(string value) =>
        Printable(value.Length <= LongestQuotedValue ? value : string.Concat(value.AsSpan(0, LongestQuotedValue), "…"));

    private static string Printable(string text) =>
        text.Any(char.IsControl)
            ? string.Concat(text.Select(letter => char.IsControl(letter) ? $"\\x{(int)letter:x2}" : letter.ToString()))
            : text;
}
