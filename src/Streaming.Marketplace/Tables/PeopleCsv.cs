using System.Globalization;
using System.Text;
using CsvHelper;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// CSV that people open in a spreadsheet. A text that a spreadsheet would run as a formula (it begins with <c>= + - @</c>, a tab or
/// a carriage return) is written with an apostrophe
/// before it, which a spreadsheet takes for "this is text"; numbers stay numbers. So is a text that begins with an apostrophe
/// itself: whoever takes the first apostrophe away has every text back.
/// </summary>
public static class PeopleCsv
{
    private const char Mark = '\'';
    private const string Formula = "=+-@\t\r";
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly CsvWriterOptions Options = new()
    {
        NewLine = "\n",
        Injection = CsvInjection.Escape,
        InjectionCharacters = Formula,
        InjectionEscape = Mark,
        TrueValue = "true",
        FalseValue = "false",
    };

    /// <summary>A writer onto the stream, UTF-8 without a mark; the stream stays open.</summary>
    public static CsvWriter To(Stream stream) => CsvWriter.Create(stream, Options, leaveOpen: true);

    /// <inheritdoc cref="To(Stream)"/>
    public static CsvWriter To(TextWriter text) => CsvWriter.Create(text, Options, leaveOpen: true);

    /// <summary>Writes a text; one that is a number below zero, such as <c>-5.00</c>, as it stands.</summary>
    public static CsvWriter Cell(this CsvWriter csv, string? text)
    {
        if (
            text is ['-', ..]
            && decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out var exact)
            && exact.ToString(CultureInfo.InvariantCulture) == text
        )
            csv.WriteField(exact);
        else if (
            text is ['-', ..]
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number.ToString("R", CultureInfo.InvariantCulture) == text
        )
            csv.WriteField(number);
        else
            csv.WriteField(text is [Mark, ..] ? Mark + text : text);
        return csv;
    }

    /// <summary>The text that was written as this cell.</summary>
    public static string Text(string cell) =>
        cell.Length > 1 && cell[0] == Mark && (cell[1] == Mark || Formula.Contains(cell[1], StringComparison.Ordinal)) ? cell[1..] : cell;

    /// <summary>
    /// Several texts in one cell, apart by vertical bars; a bar inside of one has a backslash before it, and so has a backslash.
    /// </summary>
    public static string Join(IEnumerable<string> texts) =>
        string.Join(
            '|',
            texts.Select(text => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal))
        );

    /// <summary>The texts of such a cell.</summary>
    public static IReadOnlyList<string> Split(string cell)
    {
        var (texts, text) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '\\' && i + 1 < cell.Length)
                text.Append(cell[++i]);
            else if (cell[i] == '|')
                Close();
            else
                text.Append(cell[i]);
        }

        Close();
        return texts;

        void Close()
        {
            texts.Add(text.ToString());
            text.Clear();
        }
    }
}
