using System.Globalization;
using System.Text;

namespace Streaming.Trainer.Stages.Validation;

/// <summary>One line of the findings.</summary>
/// <param name="Dataset">File name of the table, or name of the topic that the event belongs on.</param>
/// <param name="Line">Line of the row, or place in the event log, from 1; null for the line that says how many rows are not listed.</param>
/// <param name="Key">Unique key of the row, or its order; empty where that would name a person.</param>
/// <param name="Severity"><c>reject</c>, <c>flag</c> or <c>info</c>: the gravest of the row.</param>
/// <param name="Codes">Of each broken rule, in the order of the columns.</param>
/// <param name="Columns">As many.</param>
/// <param name="Values">As many; empty for nothing and for what is personal.</param>
public sealed record FindingLine(string Dataset, long? Line, string Key, string Severity, IReadOnlyList<string> Codes, IReadOnlyList<string> Columns, IReadOnlyList<string> Values);

/// <summary>Reads <see cref="FindingsFile"/> line by line, so that a page of a long list costs no more than the lines before it.</summary>
public static class FindingsReader
{
    private const int Cells = 7;

    /// <exception cref="InvalidDataException">A line is not as the file's header says; thrown while reading.</exception>
    public static IEnumerable<FindingLine> Read(TextReader text)
    {
        if (text.ReadLine() != FindingsFile.Header) throw new InvalidDataException($"the findings do not begin with {FindingsFile.Header}");
        for (var number = 2; text.ReadLine() is { } line; number++)
        {
            var cells = Split(line);
            if (cells.Count != Cells) throw new InvalidDataException($"line {number} of the findings has {cells.Count} cells; allowed: {Cells}");
            yield return new FindingLine(
                cells[0], cells[1].Length > 0 ? long.Parse(cells[1], CultureInfo.InvariantCulture) : null, cells[2], cells[3], cells[4].Split('|'), cells[5].Split('|'), cells[6].Split('|'));
        }
    }

    private static List<string> Split(string line)
    {
        var cells = new List<string>(Cells);
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (letter == '"') quoted = !quoted;
            else if (letter == ',' && !quoted) Close();
            else cell.Append(letter);
        }

        Close();
        return cells;

        void Close()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
