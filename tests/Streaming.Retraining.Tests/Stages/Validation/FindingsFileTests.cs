using Streaming.Contracts.Rules;
using Streaming.Quality.Tables;
using Streaming.Retraining.Stages.Validation;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Validation;

public sealed class FindingsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new("findings");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void what_is_written_is_read_whatever_the_values_hold()
    {
        Finding[] findings =
        [
            new(
                "things.csv",
                7,
                "a,b",
                [
                    new CellFault("price", RuleCodes.Type, Severity.Reject, "1,5 \"or\" so\nmore"),
                    new CellFault("size", RuleCodes.Null, Severity.Flag, ""),
                ]
            ),
            new("things.csv", 9, "", [new CellFault("size", RuleCodes.Enum, Severity.Flag, "S|M")]),
        ];
        var lines = Written(("things.csv", 2, findings));
        Assert.Equal(
            [("things.csv", 7, "a,b", "reject"), ("things.csv", 9, "", "flag")],
            lines.Select(line => (line.Dataset, line.Line, line.Key, line.Severity))
        );
        Assert.Equal(["type", "null"], lines[0].Codes);
        Assert.Equal(["price", "size"], lines[0].Columns);
        Assert.Equal(["1,5 \"or\" so\nmore", ""], lines[0].Values);
        Assert.Equal(["S|M"], lines[1].Values);
    }

    [Fact]
    public void a_list_that_was_cut_says_so()
    {
        var lines = Written(
            ("things.csv", 12, [new Finding("things.csv", 7, "a", [new CellFault("size", RuleCodes.Null, Severity.Flag, "")])]),
            ("whole.csv", 0, [])
        );
        Assert.Equal(2, lines.Count);
        Assert.Equal(
            (null, FindingsFile.Cut, "11 more rows are counted and not listed"),
            (lines[1].Line, lines[1].Codes[0], lines[1].Values[0])
        );
    }

    [Theory]
    [InlineData("dataset,line\n")]
    [InlineData(FindingsFile.Header + "\nthings.csv,1\n")]
    public void another_file_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => FindingsReader.Read(new StringReader(text)).Count());

    private List<FindingLine> Written(params (string Dataset, long Found, IReadOnlyList<Finding> Listed)[] datasets)
    {
        FindingsFile.Write(folder.Below(FindingsFile.FileName), datasets);
        using var text = File.OpenText(folder.Below(FindingsFile.FileName));
        return [.. FindingsReader.Read(text)];
    }
}
