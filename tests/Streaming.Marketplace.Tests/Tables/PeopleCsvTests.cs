using CsvHelper;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Tests.Tables;

public sealed class PeopleCsvTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tx")]
    [InlineData("\rx")]
    [InlineData("=HYPERLINK(\"http://example\",\"a,b\")")]
    [InlineData("-")]
    [InlineData("'")]
    [InlineData("'=1")]
    [InlineData("''=1")]
    [InlineData("'plain")]
    [InlineData("plain")]
    [InlineData("a,b \"c\"\nd")]
    [InlineData("|")]
    [InlineData("")]
    public void every_text_comes_back_and_none_is_a_formula(string text)
    {
        var cell = Cells(text)[0];
        Assert.Equal(text, PeopleCsv.Text(cell));
        Assert.False(cell.Length > 0 && "=+-@\t\r".Contains(cell[0], StringComparison.Ordinal), cell);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("-5.00")]
    [InlineData("-1.5E-07")]
    [InlineData("5E-324")]
    public void numbers_stay_numbers_with_every_digit(string number) => Assert.Equal(number, Cells(number)[0]);

    [Theory]
    [InlineData("S|M")]
    [InlineData("a|", "|b")]
    [InlineData("a\\", "b")]
    [InlineData("\\|", "")]
    [InlineData("", "")]
    [InlineData("-5|3", "=1")]
    public void several_texts_in_one_cell_come_back_as_they_were(params string[] texts) =>
        Assert.Equal(texts, PeopleCsv.Split(PeopleCsv.Text(Cells(PeopleCsv.Join(texts))[0])));

    private static List<string> Cells(string text)
    {
        using var written = new StringWriter();
        using (var csv = PeopleCsv.To(written))
        {
            csv.WriteRecord(["text", "end"]);
            csv.Cell(text).Cell("end");
            csv.EndRecord();
        }

        using var read = CsvReader.FromText(written.ToString(), new CsvReaderOptions { Separator = ',' });
        read.ReadHeader();
        Assert.True(read.Read());
        return [read.GetString(0), read.GetString(1)];
    }
}
