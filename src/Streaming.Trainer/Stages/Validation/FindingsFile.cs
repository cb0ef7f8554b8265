using System.Globalization;
using System.Text;
using Streaming.Contracts.Rules;
using Streaming.Marketplace.Validation;

namespace Streaming.Trainer.Stages.Validation;

/// <summary>
/// The rows that were rejected or flagged, for people: <c>dataset,line,key,severity,codes,columns,values</c>, the last three separated by vertical bars. Of each rule the first
/// rows only; where a data set has more, a line with the code <c>cut</c> says how many. No personal data.
/// </summary>
public static class FindingsFile
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artefact = $"{ValidationStage.StageName}/{FileName}";

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
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        writer.WriteLine(Header);
        foreach (var (dataset, found, listed) in datasets)
        {
            foreach (var finding in listed)
            {
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Cell(finding.Dataset)},{finding.Line},{Cell(finding.Key)},{finding.Severity.Name()},{Joined(finding, fault => fault.Code)},{Joined(finding, fault => fault.Column)},{Joined(finding, fault => fault.Value)}"));
            }

            if (found > listed.Count) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Cell(dataset)},,,{Severity.Info.Name()},{Cut},,{found - listed.Count} more rows are counted and not listed"));
        }
    }

    private static string Joined(Finding finding, Func<CellFault, string> part) => Cell(string.Join('|', finding.Faults.Select(fault => part(fault).Replace('|', '¦'))));

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
}
