using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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

    /// <param name="path">The table.</param>
    /// <param name="columns">Names of the columns wanted; the accessors below take an index into this list.</param>
    /// <param name="sharedTexts">Texts met so far, in this table or another; <see cref="Shared"/> adds to them.</param>
    /// <exception cref="TableException">There is no header, or it lacks a column.</exception>
    public TableReader(string path, string[] columns, HashSet<string> sharedTexts)
    {
        this.path = path;
        this.columns = columns;
        this.sharedTexts = sharedTexts;
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

    /// <summary>Moves to the next record; false at the end.</summary>
    /// <exception cref="TableException">Quotes that do not close, a row of the wrong width, a cut end, no row at all.</exception>
    public bool Read()
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

        if (csv.FieldCount != width) throw new TableException(path, Line, null, $"{csv.FieldCount} fields", $"a row must have {width} fields like the header");
        Rows++;
        return true;
    }

    /// <summary>A text that must be there, as one string however often it recurs: ids do, from table to table.</summary>
    public string RequiredShared(int column) => Shared(column) ?? throw Broken(column, "must not be empty");

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

    public int Integer(int column) =>
        TryInteger(csv.GetSpan(positions[column]), out var value) ? value : throw Broken(column, "must be a whole number");

    public int? OptionalInteger(int column) => IsEmpty(column) ? null : Integer(column);

    public double Number(int column) =>
        double.TryParse(csv.GetSpan(positions[column]), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Broken(column, "must be a number like 1234.56");

    public double? OptionalNumber(int column) => IsEmpty(column) ? null : Number(column);

    public LocalTime Time(int column) =>
        TimeStamp.TryParse(csv.GetSpan(positions[column]), out var time) ? time : throw Broken(column, "must be a time like 2018-05-31 23:59:59");

    public LocalTime? OptionalTime(int column) => IsEmpty(column) ? null : Time(column);

    /// <summary>The exception for a rule that the current record's value breaks.</summary>
    public TableException Broken(int column, string rule) => new(path, Line, columns[column], csv.GetString(positions[column]), rule);

    public void Dispose() => csv.Dispose();

    private bool IsEmpty(int column) => csv.GetSpan(positions[column]).IsEmpty;

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

    /// <summary>Whole numbers may be written 40.0: tables that went through a data frame with nulls are.</summary>
    private static bool TryInteger(ReadOnlySpan<byte> text, out int value)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) return true;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number) || number is < int.MinValue or > int.MaxValue)
            return false;
        value = (int)number;
        return true;
    }

    private static (byte[] Sha256, bool EndsInLineBreak) Inspect(string path)
    {
        using var stream = File.OpenRead(path);
        var hash = SHA256.HashData(stream);
        if (stream.Length == 0) return (hash, true);
        stream.Seek(-1, SeekOrigin.End);
        return (hash, stream.ReadByte() is '\n' or '\r');
    }
}
