using System.Text.RegularExpressions;
using Xunit;

namespace Streaming.House.Tests.Documents;

/// <summary>Every figure of the benchmarks says when, where and how it was measured.</summary>
public sealed partial class BenchmarkRows
{
    private const string Benchmarks = "ops/benchmarks.md";

    private static readonly string[] Needed = ["date", "machine", "command"];

    [Fact]
    public void every_row_has_date_machine_and_command()
    {
        var file = ProjectDocuments.All.Single(document => document.Path == Benchmarks);

        Complaints.None(ProblemsOf(file));
    }

    [Theory]
    [InlineData("| what | date | machine |", "| x | 2030-01-31 | y |", "line 1: no column command")]
    [InlineData("| what | date | machine | command |", "| x | lately | y | `z` |", "line 3: date is 'lately'")]
    [InlineData("| what | date | machine | command |", "| x | 2030-01-31 |  | `z` |", "line 3: machine is ''")]
    [InlineData("| what | date | machine | command |", "| x | 2030-01-31 | y |", "line 3: 3 cells under 4 columns")]
    public void a_row_that_lacks_something_is_named(string header, string row, string problem) =>
        Assert.Equal([$"{Benchmarks} {problem}"], ProblemsOf(new MarkdownFile(Benchmarks, $"{header}\n|---|\n{row}\n")));

    private static IEnumerable<string> ProblemsOf(MarkdownFile file)
    {
        List<string> columns = [];
        foreach (var line in file.Prose)
        {
            var cells = CellsOf(line.Text);
            if (cells.Count == 0)
                columns = [];
            else if (columns.Count == 0)
            {
                columns = cells;
                foreach (var missing in Needed.Except(columns))
                    yield return $"{file.Path} line {line.Number}: no column {missing}";
            }
            else if (!line.Text.StartsWith("|--", StringComparison.Ordinal))
            {
                if (cells.Count != columns.Count)
                    yield return $"{file.Path} line {line.Number}: {cells.Count} cells under {columns.Count} columns";
                foreach (var (name, cell) in columns.Zip(cells).Where(pair => Needed.Contains(pair.First)))
                    if (name == "date" ? !Date().IsMatch(cell) : cell.Length == 0)
                        yield return $"{file.Path} line {line.Number}: {name} is '{cell}'";
            }
        }
    }

    private static List<string> CellsOf(string line) =>
        line.StartsWith('|') ? [.. line.Trim('|').Split('|').Select(cell => cell.Trim())] : [];

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$")]
    private static partial Regex Date();
}
