using System.Globalization;
using CsvHelper;
using Streaming.Contracts;
using Streaming.Contracts.Rules;

namespace Streaming.Marketplace.Tables;

/// <summary>The current record of a table: its cells as texts, numbers and times.</summary>
public sealed class TableRow
{
    private readonly string path;
    private readonly TableColumns columns;
    private readonly CsvReader csv;
    private readonly HashSet<string> sharedTexts;
    private readonly bool isTolerant;
    private readonly TableNotes notes;

    /// <param name="path">The table.</param>
    /// <param name="columns">Those wanted; the accessors take an index into them.</param>
    /// <param name="csv">Stands on the record.</param>
    /// <param name="sharedTexts">Texts met so far, in this table or another; <see cref="Shared"/> adds to them.</param>
    /// <param name="isTolerant">Somebody is told of faults: a value that cannot be read does not end the reading.</param>
    /// <param name="notes">Receives what was understood although it was written otherwise.</param>
    internal TableRow(string path, TableColumns columns, CsvReader csv, HashSet<string> sharedTexts, bool isTolerant, TableNotes notes) =>
        (this.path, this.columns, this.csv, this.sharedTexts, this.isTolerant, this.notes) = (
            path,
            columns,
            csv,
            sharedTexts,
            isTolerant,
            notes
        );

    private const int LongestSharedText = 64;

    /// <summary>Line on which the record begins.</summary>
    public int Line => (int)csv.LineNumber;

    /// <summary>Which record of the table it is, from 1; 0 before the first.</summary>
    public int Ordinal { get; internal set; }

    /// <summary>Says how a cell of the current row was understood.</summary>
    public void Note(int column, string rule) =>
        notes.Add(Path.GetFileName(path), columns.Names[column], Ordinal, Line, csv.GetString(PlaceOf(column)), rule);

    /// <summary>A text that must be there, as one string however often it recurs: ids do, from table to table. Empty where faults are told:
    /// the contract refuses it.</summary>
    public string RequiredShared(int column) => Shared(column) ?? (isTolerant ? "" : throw Broken(column, "must not be empty"));

    /// <summary>Like <see cref="RequiredShared"/>; null when empty.</summary>
    public string? Shared(int column)
    {
        var position = PlaceOf(column);
        var length = csv.GetSpan(position).Length;
        if (length == 0 || IsMissingWord(column))
            return null;
        if (length > LongestSharedText)
            return csv.GetString(position);
        Span<char> text = stackalloc char[length];
        return Pooled(text[..csv.GetChars(position, text)]);
    }

    private string Pooled(ReadOnlySpan<char> text)
    {
        var known = sharedTexts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(text, out var shared))
            return shared;
        shared = text.ToString();
        sharedTexts.Add(shared);
        return shared;
    }

    /// <summary>Null when empty.</summary>
    public string? Text(int column)
    {
        if (IsMissingWord(column))
            return null;
        var text = csv.GetString(PlaceOf(column));
        return text.Length > 0 ? text : null;
    }

    /// <summary>
    /// Null when empty; the five digits where the text is a postal code, however it lost its zero; else the text as it stands.
    /// </summary>
    public string? PostalPrefix(int column)
    {
        if (Shared(column) is not { } text)
            return null;
        var prefix = PostalCode.Prefix(text);
        if (ReferenceEquals(prefix, text))
            return text;
        Note(
            column,
            prefix is null
                ? $"must be {PostalCode.Rule}; it is kept as it stands"
                : "a postal code is read as its first five digits, with the zero that programs drop in front"
        );
        return prefix is null ? text : Pooled(prefix);
    }

    /// <summary>The number of a postal code's five digits.</summary>
    public bool TryPostalCode(int column, out int value)
    {
        value = 0;
        return PostalCode.Prefix(csv.GetString(PlaceOf(column))) is { } prefix
            && int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Nothing, or a word that programs write for nothing; of texts.</summary>
    public bool IsMissing(int column) => IsEmpty(column) || IsMissingWord(column);

    /// <summary>Where faults are told and the text is no whole number: <paramref name="undecodable"/>.</summary>
    internal int Integer(int column, int undecodable) =>
        TryInteger(column, out var value) ? value
        : isTolerant ? undecodable
        : throw Broken(column, "must be a whole number");

    /// <summary>Null when empty, and where faults are told and the text is no whole number.</summary>
    public int? OptionalInteger(int column) =>
        IsEmpty(column) ? null
        : TryInteger(column, out var value) ? value
        : isTolerant ? null
        : throw Broken(column, "must be a whole number");

    /// <summary>Where faults are told and the text is no number: not a number, which the contract refuses.</summary>
    public double Number(int column) =>
        TryNumber(column, out var value) ? value
        : isTolerant ? double.NaN
        : throw Broken(column, "must be a number like 1234.56");

    /// <summary>Null when empty, and where faults are told and the text is no number.</summary>
    public double? OptionalNumber(int column) =>
        IsEmpty(column) ? null
        : TryNumber(column, out var value) ? value
        : isTolerant ? null
        : throw Broken(column, "must be a number like 1234.56");

    /// <summary>Where faults are told and the text is no time: the earliest time, which the contract refuses.</summary>
    public LocalTime Time(int column) =>
        TryTime(column, out var time) ? time
        : isTolerant ? LocalTime.MinValue
        : throw Broken(column, TableTime.Rule);

    /// <summary>Null when empty, and where faults are told and the text is no time.</summary>
    public LocalTime? OptionalTime(int column) =>
        IsEmpty(column) ? null
        : TryTime(column, out var time) ? time
        : isTolerant ? null
        : throw Broken(column, TableTime.Rule);

    /// <summary>Refuses the current record, unless faults are told: then whoever is told sees the value too.</summary>
    public void Refuse(int column, string rule)
    {
        if (!isTolerant)
            throw Broken(column, rule);
    }

    /// <summary>Index of a column among those wanted.</summary>
    public int IndexOf(string column) => Array.IndexOf(columns.Names, column);

    public bool IsEmpty(int column) => csv.GetSpan(PlaceOf(column)).IsEmpty;

    /// <summary>Whole numbers may be written 40.0: tables that went through a data frame with nulls are.</summary>
    public bool TryInteger(int column, out int value)
    {
        var text = csv.GetSpan(PlaceOf(column));
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            return true;
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            || number != decimal.Truncate(number)
            || number is < int.MinValue or > int.MaxValue
        )
            return false;
        value = (int)number;
        return true;
    }

    /// <summary>Finite numbers only.</summary>
    public bool TryNumber(int column, out double value) =>
        double.TryParse(csv.GetSpan(PlaceOf(column)), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    public bool TryTime(int column, out LocalTime time)
    {
        if (LocalTime.TryParse(csv.GetSpan(PlaceOf(column)), out time))
            return true;
        if (!TableTime.TryUnderstand(csv.GetString(PlaceOf(column)), out time, out var understood))
            return false;
        Note(column, understood);
        return true;
    }

    /// <summary>The cell as it stands.</summary>
    public string Raw(int column) => csv.GetString(PlaceOf(column));

    /// <summary>The exception for a rule that the current record's value breaks.</summary>
    public TableException Broken(int column, string rule) => new(path, Line, columns.Names[column], csv.GetString(PlaceOf(column)), rule);

    private bool IsMissingWord(int column)
    {
        var cell = csv.GetSpan(PlaceOf(column));
        Span<char> text = stackalloc char[MissingWords.Longest];
        if (cell.Length is < 2 or > MissingWords.Longest || !MissingWords.Contains(text[..csv.GetChars(PlaceOf(column), text)]))
            return false;
        Note(column, MissingWords.Rule);
        return true;
    }

    /// <summary>Where the record has the column.</summary>
    private int PlaceOf(int column) => columns.Positions[column];
}
