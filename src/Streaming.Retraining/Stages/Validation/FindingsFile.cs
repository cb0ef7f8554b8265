using System.Globalization;
using CsvHelper;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Features.Histories;
using Streaming.Marketplace.Tables;
using Streaming.Quality.Tables;

namespace Streaming.Retraining.Stages.Validation;

/// <summary>
/// The rows that were rejected or flagged, for people: <c>dataset,line,key,severity,codes,columns,values</c>, the last three separated by
/// vertical bars, as <see cref="PeopleCsv"/>
/// joins and marks texts: <see cref="FindingsReader"/> gives every value back as it was found. Of each rule the first rows only; where a
/// data set has more, a line with the code
/// <c>cut</c> says how many. No personal data.
/// </summary>
public static class FindingsFile
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artifact = $"{ValidationStage.StageName}/{FileName}";

    /// <summary>The file among the stage's outputs.</summary>
    public const string FileName = "findings.csv";

    /// <summary>Code of the line that says how many rows are not listed.</summary>
    public const string Cut = "cut";

    /// <summary>First line of the file.</summary>
    public const string Header = "dataset,line,key,severity,codes,columns,values";

    /// <param name="path">Receives the list.</param>
    /// <param name="datasets">Each with the number of rows that have a flag or a reject, and those that are listed.</param>
    public static void Write(string path, IEnumerable<(string Dataset, long Found, IReadOnlyList<Finding> Listed)> datasets)
    {
        using var file = OwnerOnly.Create(path);
        using var csv = PeopleCsv.To(file);
        csv.WriteRecord(Header.Split(','));
        foreach (var (dataset, found, listed) in datasets)
        {
            foreach (var finding in listed)
                Write(csv, finding.Dataset, finding.Line, finding.Key, finding.Severity, finding.Faults);
            if (found > listed.Count)
                Write(
                    csv,
                    dataset,
                    null,
                    "",
                    Severity.Info,
                    [
                        new CellFault(
                            "",
                            Cut,
                            Severity.Info,
                            string.Create(CultureInfo.InvariantCulture, $"{found - listed.Count} more rows are counted and not listed")
                        ),
                    ]
                );
        }
    }

    private static void Write(CsvWriter csv, string dataset, long? line, string key, Severity severity, IReadOnlyList<CellFault> faults)
    {
        csv.Cell(dataset).WriteField(line);
        csv.Cell(key)
            .Cell(severity.Name())
            .Cell(Joined(faults, fault => fault.Code))
            .Cell(Joined(faults, fault => fault.Column))
            .Cell(Joined(faults, fault => fault.Value));
        csv.EndRecord();
    }

    private static string Joined(IReadOnlyList<CellFault> faults, Func<CellFault, string> part) => PeopleCsv.Join(faults.Select(part));
}
