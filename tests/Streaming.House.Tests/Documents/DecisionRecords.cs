using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Streaming.House.Tests.Documents;

/// <summary>Decision records have one form and fit on a page, and the index tells of each what the record says.</summary>
public sealed partial class DecisionRecords
{
    private const string Index = "ops/decisions/README.md";
    private const int LongestRecord = 80;

    private static readonly string[] Sections = ["Context", "Decision", "Consequences"];

    [Fact]
    public void every_record_has_status_date_and_the_three_sections()
    {
        var incomplete = Records().SelectMany(record => Missing(record).Select(missing => $"{record.Path}: {missing}"));

        Complaints.None(incomplete);
    }

    [Fact]
    public void the_index_has_every_record_with_its_title_status_and_date()
    {
        var rows = ProjectDocuments.Decisions.Single(file => file.Path == Index).Lines.Where(line => Row().IsMatch(line));

        Assert.Equal(Records().Select(RowOf), rows);
    }

    [Fact]
    public void numbers_have_no_gaps() =>
        Assert.Equal(
            Enumerable.Range(1, Records().Count()),
            Records().Select(record => int.Parse(NumberOf(record), CultureInfo.InvariantCulture))
        );

    private static IEnumerable<MarkdownFile> Records() => ProjectDocuments.Decisions.Where(file => file.Path != Index);

    private static IEnumerable<string> Missing(MarkdownFile record)
    {
        if (!record.Lines[0].StartsWith($"# {NumberOf(record)} ", StringComparison.Ordinal))
            yield return "the title does not begin with the number of the file";
        if (Field(record, "Status").Length == 0)
            yield return "no line '- Status: …'";
        if (!Date().IsMatch(Field(record, "Date")))
            yield return "no line '- Date: YYYY-MM-DD …'";
        foreach (var section in Sections.Except(record.Headings))
            yield return $"no section {section}";
        if (record.Lines.Count > LongestRecord)
            yield return $"{record.Lines.Count} lines; a record has at most {LongestRecord}";
    }

    private static string RowOf(MarkdownFile record)
    {
        var title = record.Lines[0][$"# {NumberOf(record)} ".Length..];
        var status = Field(record, "Status").Split(';')[0];
        var date = Date().Match(Field(record, "Date")).Value;
        return $"| {NumberOf(record)} | [{title}]({Path.GetFileName(record.Path)}) | {status} | {date} |";
    }

    private static string NumberOf(MarkdownFile record) => Path.GetFileName(record.Path)[..4];

    private static string Field(MarkdownFile record, string name) =>
        record.Lines.FirstOrDefault(line => line.StartsWith($"- {name}: ", StringComparison.Ordinal))?[$"- {name}: ".Length..] ?? "";

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}")]
    private static partial Regex Date();

    [GeneratedRegex(@"^\| \d{4} \|")]
    private static partial Regex Row();
}
