using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// Finds the cell of a table that is not UTF-8, read as if every byte were a letter (Latin-1). Which letters were meant nobody can
/// say: Windows-1252, Latin-1 and others differ, so such
/// a table is refused.
/// </summary>
internal static class ForeignLetters
{
    private const string Rule =
        "the bytes are not UTF-8 (this is how they read as Latin-1); save the table as UTF-8: "
        + "\"CSV UTF-8\" in a spreadsheet, or iconv -f WINDOWS-1252 -t UTF-8";

    /// <summary>The fault of the first such cell; of the table when the quotes around it are wrong too.</summary>
    public static TableException Find(string path)
    {
        try
        {
            using var csv = CsvReader.Create(
                new StreamReader(path, Encoding.Latin1, detectEncodingFromByteOrderMarks: false),
                new CsvReaderOptions { Separator = ',', TrackLineNumbers = true }
            );
            csv.ReadHeader();
            foreach (var heading in csv.Headers)
            {
                if (IsForeign(heading))
                    return new TableException(path, 1, null, heading, Rule);
            }

            while (csv.Read())
            {
                for (var i = 0; i < csv.FieldCount; i++)
                {
                    var cell = csv.GetString(i);
                    if (IsForeign(cell))
                        return new TableException(path, (int)csv.LineNumber, i < csv.Headers.Count ? csv.Headers[i] : null, cell, Rule);
                }
            }
        }
        catch (CsvFormatException)
        {
            // The place is lost with the quotes; what is wrong is not.
        }

        return new TableException(path, null, null, null, Rule);
    }

    private static bool IsForeign(string cell) => !Ascii.IsValid(cell) && !Utf8.IsValid(Encoding.Latin1.GetBytes(cell));
}
