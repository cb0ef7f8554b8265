using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Streaming.Contracts;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// Reads one CSV table record by record, its columns found by name, and gives every fault its place.
/// A last row without a line break is a fault: a table that was cut inside its last number would otherwise be read as if whole.
/// </summary>
internal sealed class TableReader : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly string path;
    private readonly string[] columns;
    private readonly FileStream stream;
    private readonly CsvParser parser;
    private readonly int[] positions;
    private readonly int width;
    private readonly bool endsInLineBreak;

    /// <param name="path">The table.</param>
    /// <param name="columns">Names of the columns wanted; the accessors below take an index into this list.</param>
    /// <exception cref="TableException">The header is not there, or lacks a column.</exception>
    public TableReader(string path, string[] columns)
    {
        this.path = path;
        this.columns = columns;
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        try
        {
            endsInLineBreak = EndsInLineBreak(stream);
            parser = new CsvParser(new StreamReader(stream, Encoding.UTF8, true, BufferBytes), Configuration());
            if (!parser.Read())
                throw new TableException(path, null, null, null, "the table is empty: a header and at least one row are needed");
            var header = parser.Record!;
            width = header.Length;
            positions = Locate(header);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Line on which the current record begins.</summary>
    public int Line { get; private set; } = 1;

    public int Rows { get; private set; }

    /// <summary>Moves to the next record; false at the end.</summary>
    /// <exception cref="TableException">Quotes that do not close, a row of the wrong width, a cut end, no row at all.</exception>
    public bool Read()
    {
        Line = parser.RawRow + 1;
        if (!parser.Read())
        {
            Line--;
            if (Rows == 0) throw new TableException(path, null, null, null, "the table is empty: it has a header and not one row");
            return endsInLineBreak ? false : throw Broken(null, null, "the table was cut: its last row must end in a line break");
        }

        if (parser.Count != width)
        {
            var rule = QuoteStaysOpen() ? "the table was cut: a quoted field never ends" : $"a row must have {width} fields like the header";
            throw Broken(null, $"{parser.Count} fields", rule);
        }

        Rows++;
        return true;
    }

    public string Required(int column)
    {
        var text = parser[positions[column]];
        return text.Length > 0 ? text : throw Broken(column, text, "must not be empty");
    }

    public string? Optional(int column)
    {
        var text = parser[positions[column]];
        return text.Length > 0 ? text : null;
    }

    public int Integer(int column)
    {
        var text = parser[positions[column]];
        return TryInteger(text, out var value) ? value : throw Broken(column, text, "must be a whole number");
    }

    public int? OptionalInteger(int column) => parser[positions[column]].Length == 0 ? null : Integer(column);

    public double Number(int column)
    {
        var text = parser[positions[column]];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Broken(column, text, "must be a number like 1234.56");
    }

    public double? OptionalNumber(int column) => parser[positions[column]].Length == 0 ? null : Number(column);

    public LocalTime Time(int column)
    {
        var text = parser[positions[column]];
        return TimeStamp.TryParse(text, out var time) ? time : throw Broken(column, text, "must be a time like 2018-05-31 23:59:59");
    }

    public LocalTime? OptionalTime(int column) => parser[positions[column]].Length == 0 ? null : Time(column);

    public TableException Broken(int column, string? value, string rule) => Broken(columns[column], value, rule);

    public void Dispose() => parser.Dispose();

    private TableException Broken(string? column, string? value, string rule) => new(path, Line, column, value, rule);

    private CsvConfiguration Configuration() => new(CultureInfo.InvariantCulture)
    {
        Mode = CsvMode.RFC4180,
        BufferSize = BufferBytes,
        BadDataFound = found => throw new TableException(path, Line, null, found.Field, "quotes must enclose a whole field, and double inside it"),
    };

    private int[] Locate(string[] header)
    {
        var found = columns.Select(name => Array.IndexOf(header, name)).ToArray();
        var missing = columns.Where((_, i) => found[i] < 0).ToArray();
        return missing.Length == 0
            ? found
            : throw new TableException(path, 1, string.Join(", ", missing), null, $"column is missing; the header has {string.Join(", ", header)}");
    }

    /// <summary>Whole numbers may be written 40.0: tables that went through a data frame with nulls are.</summary>
    private static bool TryInteger(string text, out int value)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) return true;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number) || number is < int.MinValue or > int.MaxValue)
            return false;
        value = (int)number;
        return true;
    }

    private bool QuoteStaysOpen() => parser.RawRecord.AsSpan().Count('"') % 2 != 0;

    private static bool EndsInLineBreak(FileStream stream)
    {
        if (stream.Length == 0) return true;
        stream.Seek(-1, SeekOrigin.End);
        var last = stream.ReadByte();
        stream.Seek(0, SeekOrigin.Begin);
        return last is '\n' or '\r';
    }
}
