using CsvHelper;

namespace Streaming.Marketplace.Tables;

/// <summary>The columns wanted of a table, and where its header has them.</summary>
internal sealed class TableColumns
{
    /// <param name="path">The table.</param>
    /// <param name="names">Of the columns wanted.</param>
    /// <param name="csv">Stands before the header.</param>
    /// <param name="notes">Receives headings that were understood although they are written otherwise.</param>
    /// <exception cref="TableException">There is no header, it lacks a column, or names one twice.</exception>
    public TableColumns(string path, string[] names, CsvReader csv, TableNotes notes)
    {
        Names = names;
        var header = Header(path, csv);
        Width = header.Count;
        Positions = Locate(path, names, header, notes);
    }

    /// <summary>As asked for.</summary>
    public string[] Names { get; }

    /// <summary>Place in a record of each of <see cref="Names"/>.</summary>
    public int[] Positions { get; }

    /// <summary>Fields of the header, which every row must have.</summary>
    public int Width { get; }

    private static IReadOnlyList<string> Header(string path, CsvReader csv)
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

    private static int[] Locate(string path, string[] names, IReadOnlyList<string> header, TableNotes notes)
    {
        var found = names.Select(name => HeaderNames.Find(path, header, name)).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            if (found[i] >= 0 && header[found[i]] != names[i])
                notes.Add(Path.GetFileName(path), null, 0, 1, header[found[i]], $"the header means {names[i]}");
        }

        var missing = names.Where((_, i) => found[i] < 0).ToArray();
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
}
