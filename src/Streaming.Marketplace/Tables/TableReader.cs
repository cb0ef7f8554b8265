using System.Text;
using CsvHelper;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// Reads one CSV table record by record and gives every fault its place. What is written otherwise and can mean one thing only is
/// understood, and noted.
/// </summary>
public sealed class TableReader : IDisposable
{
    private const int DiskBlock = 4_096; // bytes: what was cut while it was copied ends with one

    private readonly string path;
    private readonly CsvReader csv;
    private readonly int width;
    private readonly TableBytes bytes;
    private readonly IReadingFaults? faults;
    private readonly TableNotes notes;
    private readonly bool mayBeEmpty;
    private readonly LastCellShape lastCell = new();
    private int lastFields;

    /// <param name="path">The table.</param>
    /// <param name="columns">Names of the columns wanted.</param>
    /// <param name="sharedTexts">Texts met so far, in this table or another; the rows add to them.</param>
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
        this.faults = faults;
        this.notes = notes ?? new TableNotes();
        this.mayBeEmpty = mayBeEmpty;
        bytes = TableBytes.Of(path);
        if (!bytes.IsValid)
            throw ForeignLetters.Find(path);
        csv = Open();
        try
        {
            var found = new TableColumns(path, columns, csv, this.notes);
            width = found.Width;
            Row = new TableRow(path, found, csv, sharedTexts, faults is not null, this.notes);
        }
        catch
        {
            csv.Dispose();
            throw;
        }
    }

    /// <summary>Of the whole file, 32 bytes.</summary>
    public byte[] Sha256 => bytes.Sha256;

    /// <summary>The current record; the same object for all of them.</summary>
    public TableRow Row { get; }

    /// <summary>How many records were read.</summary>
    public int Rows => Row.Ordinal;

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
                throw new TableException(path, Row.Line, null, $"{csv.FieldCount} fields", WidthRule);
            faults.Unreadable(Row.Line, $"{csv.FieldCount} fields", WidthRule);
        }

        return false;
    }

    private string WidthRule => $"a row must have {width} fields like the header";

    private bool ReadAny()
    {
        var line = Row.Line;
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

        Row.Ordinal++;
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
        notes.Add(Path.GetFileName(path), null, Rows, line, "", "the last row ends without a line break; it is read as it stands");
    }

    public void Dispose() => csv.Dispose();

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
}
