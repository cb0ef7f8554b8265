using Spectre.Console;
using Streaming.Host.Commands;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class TabulationTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static TextTable Runs()
    {
        var table = Tabulation.Table("run", "state", "model", "asked by", "why", "source");
        table.AddRow(
            "20301130-191523-4b6b",
            "failed in 88.9 s",
            "customer-satisfaction",
            "somebody (manual)",
            "the monthly look at what has changed since the last one",
            "tables:/a/folder/with/a/long/name"
        );
        table.AddRow("20301130-191524-4b6c", "running", "customer-satisfaction", "schedule", "", Hash);
        return table;
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(400)]
    public void no_word_is_cut_and_no_line_is_wider_than_the_terminal(int width)
    {
        var text = Shown(Runs(), width, AnsiSupport.No);
        foreach (var word in Runs().Rows.SelectMany(row => row).SelectMany(cell => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
    }

    [Fact]
    public void a_narrow_terminal_gets_a_block_for_each_row_with_the_names_of_the_columns()
    {
        var text = Shown(Runs(), 80, AnsiSupport.No);
        Assert.Equal(2, text.Split('\n').Count(line => line.StartsWith("run ", StringComparison.Ordinal)));
        Assert.Equal(1, text.Split('\n').Count(line => line.StartsWith("why ", StringComparison.Ordinal)));
    }

    [Fact]
    public void a_file_gets_a_line_for_each_row_without_colours()
    {
        using var output = new StringWriter();
        Tabulation.Write(Runs(), output);
        Assert.Equal(
            2,
            output
                .ToString()
                .Split('\n')
                .Count(line =>
                    line.Contains("customer-satisfaction", StringComparison.Ordinal) && line.Contains("20301130", StringComparison.Ordinal)
                )
        );
        Assert.DoesNotContain("\u001b", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_terminal_shows_states_in_colour() =>
        Assert.Contains("\u001b[", Shown(Runs(), 400, AnsiSupport.Yes), StringComparison.Ordinal);

    [Fact]
    public void cells_do_not_command_the_terminal()
    {
        var table = Tabulation.Table("key");
        table.AddRow("a\u001b[2J\nb[red]c[/]");
        using var output = new StringWriter();
        Tabulation.Write(table, output);
        Assert.Contains("a [2J b[red]c[/]", output.ToString(), StringComparison.Ordinal);
    }

    private static string Shown(TextTable table, int width, AnsiSupport ansi)
    {
        using var text = new StringWriter();
        Tabulation.Write(
            table,
            AnsiConsole.Create(
                new AnsiConsoleSettings
                {
                    Ansi = ansi,
                    ColorSystem = ansi == AnsiSupport.Yes ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                    Out = new AnsiConsoleOutput(text),
                }
            ),
            width
        );
        return text.ToString();
    }
}
