using System.Globalization;
using System.Text;
using CsvHelper;
using Streaming.Contracts;
using Streaming.Contracts.Rules;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// Reads one CSV table record by record, its columns found by name, and gives every fault its place. What is written otherwise and
/// can mean one thing only is understood, and noted.
/// </summary>
public sealed class TableReader : IDisposable
{
    private const int LongestSharedText = 64;
    private const int DiskBlock = 4_096; // bytes: what was cut while it was copied ends with one

    private readonly string path;
    private readonly string[] columns;
    private readonly HashSet<string> sharedTexts;
    private readonly CsvReader csv;
    private readonly int[] positions;
    private readonly int width;
    private readonly TableBytes bytes;
    private readonly IReadingFaults? faults;
    private readonly TableNotes notes;
    private readonly string file;
    private readonly bool mayBeEmpty;
    private readonly LastCellShape lastCell = new();
    private int lastFields;

    /// <param name="path">The table.</param>
    /// <param name="columns">Names of the columns wanted; the accessors below take an index into this list.</param>
    /// <param name="sharedTexts">Texts met so far, in this table or another; <see cref="Shared"/> adds to them.</param>
    /// <param name="faults">Told of rows that cannot be read; null: the first one ends the reading.</param>
    /// <param name="notes">Receives what was understood although it was written otherwise.</param>
    /// <param name="mayBeEmpty">A header without rows is a table too.</param>
    /// <exception cref="TableException">The file is no table in UTF-8 or UTF-16, there is no header, it lacks a column, or names
    /// one twice.</exception>
    public TableReader(
        string path,
        string[] columns,
        HashSet<string> sharedTexts,
        IReadingFaults? faults = null,
        TableNotes? notes = null,
        bool mayBeEmpty = false
    )
    {
        this.path = path;
        this.columns = columns;
        this.sharedTexts = sharedTexts;
        this.faults = faults;
        this.notes = notes ?? new TableNotes();
        this.mayBeEmpty = mayBeEmpty;
        file = Path.GetFileName(path);
        bytes = TableBytes.Of(path);
        if (!bytes.IsValid)
            throw ForeignLetters.Find(path);
        csv = Open();
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
    public byte[] Sha256 => bytes.Sha256;

    /// <summary>Line on which the current record begins.</summary>
    public int Line => (int)csv.LineNumber;

    /// <summary>Records read so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Moves to the next record that has the header's width; false at the end.</summary>
    /// <exception cref="TableException">Quotes that do not close, a row of the wrong width when nobody is told of faults, a cut end, no row
    /// at all.</exception>
    public bool Read()
    {
        while (ReadAny())
        {
            if (csv.FieldCount == width)
                return true;
            if (faults is null)
                throw new TableException(path, Line, null, $"{csv.FieldCount} fields", WidthRule);
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
                if (Rows == 0 && !mayBeEmpty)
                    throw new TableException(path, null, null, null, "the table is empty: it has a header and not one row");
                if (!bytes.EndsInLineBreak)
                    NoteOpenEnd(line);
                return false;
            }
        }
        catch (DecoderFallbackException fault)
        {
            throw new TableException(path, line, null, null, "the table is not UTF-16 throughout; save it again as UTF-8", fault);
        }
        catch (CsvFormatException fault)
        {
            throw new TableException(
                path,
                (int)fault.LineNumber,
                null,
                null,
                $"the quotes are wrong or the table was cut: {fault.Message}",
                fault
            );
        }

        Rows++;
        lastFields = csv.FieldCount;
        if (!bytes.EndsInLineBreak)
            lastCell.Add(csv.GetSpan(lastFields - 1));
        return true;
    }

    /// <summary>
    /// Some exporters leave the last line break out; what was cut while it was copied ends with a block of the disk, inside a row,
    /// or inside a cell.
    /// </summary>
    private void NoteOpenEnd(int line)
    {
        if (Rows > 0 && (lastFields != width || lastCell.IsOdd || bytes.Length % DiskBlock == 0))
            throw new TableException(path, line, null, null, "the table was cut: its last row must end in a line break");
        notes.Add(file, null, Rows, line, "", "the last row ends without a line break; it is read as it stands");
    }

    /// <summary>Says how a cell of the current row was understood.</summary>
    public void Note(int column, string rule) => notes.Add(file, columns[column], Rows, Line, csv.GetString(positions[column]), rule);

    /// <summary>A text that must be there, as one string however often it recurs: ids do, from table to table. Empty where faults are told:
    /// the contract refuses it.</summary>
    public string RequiredShared(int column) => Shared(column) ?? (faults is null ? throw Broken(column, "must not be empty") : "");

    /// <summary>Like <see cref="RequiredShared"/>; null when empty.</summary>
    public string? Shared(int column)
    {
        var position = positions[column];
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
        var text = csv.GetString(positions[column]);
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
        return PostalCode.Prefix(csv.GetString(positions[column])) is { } prefix
            && int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Nothing, or a word that programs write for nothing; of texts.</summary>
    public bool IsMissing(int column) => IsEmpty(column) || IsMissingWord(column);

    /// <summary>Where faults are told and the text is no whole number: <paramref name="undecodable"/>.</summary>
    internal int Integer(int column, int undecodable) =>
        TryInteger(column, out var value) ? value
        : faults is null ? throw Broken(column, "must be a whole number")
        : undecodable;

    /// <summary>Null when empty, and where faults are told and the text is no whole number.</summary>
    public int? OptionalInteger(int column) =>
        IsEmpty(column) ? null
        : TryInteger(column, out var value) ? value
        : faults is null ? throw Broken(column, "must be a whole number")
        : null;

    /// <summary>Where faults are told and the text is no number: not a number, which the contract refuses.</summary>
    public double Number(int column) =>
        TryNumber(column, out var value) ? value
        : faults is null ? throw Broken(column, "must be a number like 1234.56")
        : double.NaN;

    /// <summary>Null when empty, and where faults are told and the text is no number.</summary>
    public double? OptionalNumber(int column) =>
        IsEmpty(column) ? null
        : TryNumber(column, out var value) ? value
        : faults is null ? throw Broken(column, "must be a number like 1234.56")
        : null;

    /// <summary>Where faults are told and the text is no time: the earliest time, which the contract refuses.</summary>
    public LocalTime Time(int column) =>
        TryTime(column, out var time) ? time
        : faults is null ? throw Broken(column, TableTime.Rule)
        : LocalTime.MinValue;

    /// <summary>Null when empty, and where faults are told and the text is no time.</summary>
    public LocalTime? OptionalTime(int column) =>
        IsEmpty(column) ? null
        : TryTime(column, out var time) ? time
        : faults is null ? throw Broken(column, TableTime.Rule)
        : null;

    /// <summary>Refuses the current record, unless faults are told: then whoever is told sees the value too.</summary>
    public void Refuse(int column, string rule)
    {
        if (faults is null)
            throw Broken(column, rule);
    }

    /// <summary>Index of a column among those wanted.</summary>
    public int IndexOf(string column) => Array.IndexOf(columns, column);

    public bool IsEmpty(int column) => csv.GetSpan(positions[column]).IsEmpty;

    /// <summary>Whole numbers may be written 40.0: tables that went through a data frame with nulls are.</summary>
    public bool TryInteger(int column, out int value)
    {
        var text = csv.GetSpan(positions[column]);
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
        double.TryParse(csv.GetSpan(positions[column]), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    public bool TryTime(int column, out LocalTime time)
    {
        if (LocalTime.TryParse(csv.GetSpan(positions[column]), out time))
            return true;
        if (!TableTime.TryUnderstand(csv.GetString(positions[column]), out time, out var understood))
            return false;
        Note(column, understood);
        return true;
    }

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
        var found = columns.Select(name => HeaderNames.Find(path, header, name)).ToArray();
        for (var i = 0; i < columns.Length; i++)
        {
            if (found[i] >= 0 && header[found[i]] != columns[i])
                notes.Add(file, null, 0, 1, header[found[i]], $"the header means {columns[i]}");
        }

        var missing = columns.Where((_, i) => found[i] < 0).ToArray();
        return missing.Length == 0
            ? found
            : throw new TableException(
                path,
                1,
                string.Join(", ", missing),
                null,
                $"the column is missing; the header has {string.Join(", ", header)}{HeaderNames.Hint(header)}"
            );
    }

    private CsvReader Open()
    {
        var options = new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        return bytes.Form == TextForm.Utf8
            ? CsvReader.FromFile(path, options)
            : CsvReader.Create(new StreamReader(path, bytes.Encoding), options);
    }

    private bool IsMissingWord(int column)
    {
        var cell = csv.GetSpan(positions[column]);
        Span<char> text = stackalloc char[MissingWords.Longest];
        if (cell.Length is < 2 or > MissingWords.Longest || !MissingWords.Contains(text[..csv.GetChars(positions[column], text)]))
            return false;
        Note(column, MissingWords.Rule);
        return true;
    }
}
