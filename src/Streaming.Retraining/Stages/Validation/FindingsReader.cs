using System.Globalization;
using CsvHelper;
using Streaming.Contracts.Rules;
using Streaming.Marketplace.Tables;

namespace Streaming.Retraining.Stages.Validation;

/// <summary>One line of the findings.</summary>
public sealed record FindingLine
{
    /// <summary>File name of the table, or name of the topic that the event belongs on.</summary>
    public required string Dataset { get; init; }

    /// <summary>Line of the row, or place in the event log, from 1; null for the line that says how many rows are not listed.</summary>
    public required long? Line { get; init; }

    /// <summary>Unique key of the row, or its order; empty where that would name a person.</summary>
    public required string Key { get; init; }

    /// <summary><c>reject</c>, <c>flag</c> or <c>info</c>: the gravest of the row.</summary>
    public required string Severity { get; init; }

    /// <summary>Of each broken rule, in the order of the columns.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>As many.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>As many; empty for nothing and for what is personal.</summary>
    public required IReadOnlyList<string> Values { get; init; }
}

/// <summary>Reads <see cref="FindingsFile"/> line by line, so that a page of a long list costs no more than the lines before it.</summary>
public static class FindingsReader
{
    private const int Cells = 7;

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
    };

    /// <exception cref="InvalidDataException">A line is not as the file's header says; thrown while reading.</exception>
    public static IEnumerable<FindingLine> Read(TextReader text)
    {
        using var csv = CsvReader.Create(text, Options);
        csv.ReadHeader();
        if (string.Join(',', csv.Headers) != FindingsFile.Header)
            throw new InvalidDataException($"the findings do not begin with {FindingsFile.Header}");
        while (Next(csv))
            yield return Line(csv);
    }

    private static bool Next(CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException broken)
        {
            throw new InvalidDataException($"line {broken.LineNumber} of the findings cannot be read: {broken.Message}", broken);
        }
    }

    private static FindingLine Line(CsvReader csv)
    {
        if (csv.FieldCount != Cells)
            throw new InvalidDataException($"line {csv.LineNumber} of the findings has {csv.FieldCount} cells; allowed: {Cells}");
        var line = csv.GetString(1);
        return new FindingLine
        {
            Dataset = Cell(0),
            Line = line.Length > 0 ? long.Parse(line, CultureInfo.InvariantCulture) : null,
            Key = Cell(2),
            Severity = Cell(3),
            Codes = PeopleCsv.Split(Cell(4)),
            Columns = PeopleCsv.Split(Cell(5)),
            Values = PeopleCsv.Split(Cell(6)),
        };

        string Cell(int index) => PeopleCsv.Text(csv.GetString(index));
    }
}
