using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;
using Streaming.Contracts;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// Reads one CSV table record by record, its columns found by name, and gives every fault its place.
/// A last row without a line break is a fault: a table that was cut inside its last number would otherwise be read as if whole.
/// </summary>
internal sealed class TableReader : IDisposable
{
    private const int LongestSharedText = 64;

    private readonly string path;
    private readonly string[] columns;
    private readonly HashSet<string> sharedTexts;
    private readonly CsvReader csv;
    private readonly int[] positions;
    private readonly int width;
    private readonly bool endsInLineBreak;
    private readonly IReadingFaults? faults;

    /// <param name="path">The table.</param>
    /// <param name="columns">Names of the columns wanted; the accessors below take an index into this list.</param>
    /// <param name="sharedTexts">Texts met so far, in this table or another; <see cref="Shared"/> adds to them.</param>
    /// <param name="faults">Told of rows that cannot be read; null: the first one ends the reading.</param>
    /// <exception cref="TableException">There is no header, or it lacks a column.</exception>
    public TableReader(string path, string[] columns, HashSet<string> sharedTexts, IReadingFaults? faults = null)
    {
        this.path = path;
        this.columns = columns;
        this.sharedTexts = sharedTexts;
        this.faults = faults;
        (Sha256, endsInLineBreak) = Inspect(path);
        csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw });
        try
        {
            var header = Header();
            width = header.Count;
            positions = Locate(header);
        }
        catch
        {
            csv.Dispose();
            throw;
        }
    }

    /// <summary>Of the whole file, 32 bytes.</summary>
    public byte[] Sha256 { get; }

    /// <summary>Line on which the current record begins.</summary>
    public int Line => (int)csv.LineNumber;

    public int Rows { get; private set; }

    /// <summary>Moves to the next record that has the header's width; false at the end.</summary>
    /// <exception cref="TableException">Quotes that do not close, a row of the wrong width when nobody is told of faults, a cut end, no row at all.</exception>
    public bool Read()
    {
        while (ReadAny())
        {
            if (csv.FieldCount == width) return true;
            if (faults is null) throw new TableException(path, Line, null, $"{csv.FieldCount} fields", WidthRule);
            faults.Unreadable(Line, $"{csv.FieldCount} fields", WidthRule);
        }

        return false;
    }

    private string WidthRule => $"a row must have {width} fields like the header";

    private bool ReadAny()
    {
        var line = Line;
        try
        {
            if (!csv.Read())
            {
                if (Rows == 0) throw new TableException(path, null, null, null, "the table is empty: it has a header and not one row");
                return endsInLineBreak ? false : throw new TableException(path, line, null, null, "the table was cut: its last row must end in a line break");
            }
        }
        catch (CsvFormatException fault)
        {
            throw new TableException(path, (int)fault.LineNumber, null, null, $"the quotes are wrong or the table was cut: {fault.Message}", fault);
        }

        Rows++;
        return true;
    }

    /// <summary>A text that must be there, as one string however often it recurs: ids do, from table to table. Empty where faults are told: the contract refuses it.</summary>
    public string RequiredShared(int column) => Shared(column) ?? (faults is null ? throw Broken(column, "must not be empty") : "");

    /// <summary>Like <see cref="RequiredShared"/>; null when empty.</summary>
    public string? Shared(int column)
    {
        var position = positions[column];
        var length = csv.GetSpan(position).Length;
        if (length == 0) return null;
        if (length > LongestSharedText) return csv.GetString(position);
        Span<char> text = stackalloc char[length];
        text = text[..csv.GetChars(position, text)];
        var known = sharedTexts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(text, out var shared)) return shared;
        shared = text.ToString();
        sharedTexts.Add(shared);
        return shared;
    }

    /// <summary>Null when empty.</summary>
    public string? Text(int column)
    {
        var text = csv.GetString(positions[column]);
        return text.Length > 0 ? text : null;
    }

    /// <summary>Where faults are told and the text is no whole number: <paramref name="undecodable"/>.</summary>
    public int Integer(int column, int undecodable) => TryInteger(column, out var value) ? value : faults is null ? throw Broken(column, "must be a whole number") : undecodable;

    /// <summary>Null when empty, and where faults are told and the text is no whole number.</summary>
    public int? OptionalInteger(int column) => IsEmpty(column) ? null : TryInteger(column, out var value) ? value : faults is null ? throw Broken(column, "must be a whole number") : null;

    /// <summary>Where faults are told and the text is no number: not a number, which the contract refuses.</summary>
    public double Number(int column) => TryNumber(column, out var value) ? value : faults is null ? throw Broken(column, "must be a number like 1234.56") : double.NaN;

    /// <summary>Null when empty, and where faults are told and the text is no number.</summary>
    public double? OptionalNumber(int column) => IsEmpty(column) ? null : TryNumber(column, out var value) ? value : faults is null ? throw Broken(column, "must be a number like 1234.56") : null;

    /// <summary>Where faults are told and the text is no time: the earliest time, which the contract refuses.</summary>
    public LocalTime Time(int column) => TryTime(column, out var time) ? time : faults is null ? throw Broken(column, "must be a time like 2018-05-31 23:59:59") : LocalTime.MinValue;

    /// <summary>Null when empty, and where faults are told and the text is no time.</summary>
    public LocalTime? OptionalTime(int column) => IsEmpty(column) ? null : TryTime(column, out var time) ? time : faults is null ? throw Broken(column, "must be a time like 2018-05-31 23:59:59") : null;

    /// <summary>Refuses the current record, unless faults are told: then whoever is told sees the value too.</summary>
    public void Refuse(int column, string rule)
    {
        if (faults is null) throw Broken(column, rule);
    }

    /// <summary>Index of a column among those wanted.</summary>
    public int IndexOf(string column) => Array.IndexOf(columns, column);

    public bool IsEmpty(int column) => csv.GetSpan(positions[column]).IsEmpty;

    /// <summary>Whole numbers may be written 40.0: tables that went through a data frame with nulls are.</summary>
    public bool TryInteger(int column, out int value)
    {
        var text = csv.GetSpan(positions[column]);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) return true;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number) || number is < int.MinValue or > int.MaxValue)
            return false;
        value = (int)number;
        return true;
    }

    /// <summary>Finite numbers only.</summary>
    public bool TryNumber(int column, out double value) =>
        double.TryParse(csv.GetSpan(positions[column]), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    public bool TryTime(int column, out LocalTime time) => LocalTime.TryParse(csv.GetSpan(positions[column]), out time);

    /// <summary>The cell as it stands.</summary>
    public string Raw(int column) => csv.GetString(positions[column]);

    /// <summary>The exception for a rule that the current record's value breaks.</summary>
    public TableException Broken(int column, string rule) => new(path, Line, columns[column], csv.GetString(positions[column]), rule);

    public void Dispose() => csv.Dispose();

    private IReadOnlyList<string> Header()
    {
        try
        {
            csv.ReadHeader();
        }
        catch (CsvFormatException fault)
        {
            throw new TableException(path, 1, null, null, $"the header cannot be read: {fault.Message}", fault);
        }

        return csv.Headers.Count > 0
            ? csv.Headers
            : throw new TableException(path, null, null, null, "the table is empty: a header and at least one row are needed");
    }

    private int[] Locate(IReadOnlyList<string> header)
    {
        var found = columns.Select(name => header.Index().Where(at => at.Item == name).Select(at => at.Index).DefaultIfEmpty(-1).First()).ToArray();
        var missing = columns.Where((_, i) => found[i] < 0).ToArray();
        return missing.Length == 0
            ? found
            : throw new TableException(path, 1, string.Join(", ", missing), null, $"the column is missing; the header has {string.Join(", ", header)}");
    }

    private static (byte[] Sha256, bool EndsInLineBreak) Inspect(string path)
    {
        var hash = TableHash.OfFile(path);
        using var stream = File.OpenRead(path);
        if (stream.Length == 0) return (hash, true);
        stream.Seek(-1, SeekOrigin.End);
        return (hash, stream.ReadByte() is '\n' or '\r');
    }
}
