using System.Globalization;
using Spectre.Console;

namespace Streaming.Host.Commands;

/// <summary>
/// Tables on standard output. A terminal that is too narrow for all columns gets each row as a block of lines, so that no word is
/// cut; a file or a pipe gets one line for each row,
/// as wide as it must be.
/// </summary>
internal static class Tabulation
{
    /// <summary>Wide enough that nothing is ever broken.</summary>
    private const int Unlimited = 100_000;

    private static readonly Dictionary<string, string> Colours = new(StringComparer.Ordinal)
    {
        ["failed"] = "red",
        ["missing"] = "red",
        ["rejected"] = "red",
        ["cancelled"] = "yellow",
        ["running"] = "yellow",
        ["requested"] = "yellow",
        ["parked"] = "yellow",
        ["waits"] = "yellow",
        ["proposed"] = "yellow",
        ["completed"] = "green",
        ["serves"] = "green",
        ["champion"] = "green",
        ["released"] = "green",
    };

    public static TextTable Table(params string[] columns) => new(columns);

    public static void Write(TextTable table, TextWriter output)
    {
        var target = new AnsiConsoleOutput(output);
        Write(table, AnsiConsole.Create(new AnsiConsoleSettings { Out = target }), target.IsTerminal ? target.Width : null);
    }

    /// <param name="table">The rows.</param>
    /// <param name="console">Shows them.</param>
    /// <param name="width">Columns of the terminal; null where there is none.</param>
    internal static void Write(TextTable table, IAnsiConsole console, int? width)
    {
        console.Profile.Width = width ?? Unlimited;
        if (width is not { } columns || WidthOf(table) <= columns)
            console.Write(SideBySide(table));
        else
            Stack(table, console);
    }

    private static Table SideBySide(TextTable table)
    {
        var shown = new Table { Border = TableBorder.Simple }.AddColumns([.. table.Columns]);
        foreach (var row in table.Rows)
            shown.AddRow([.. row.Select((cell, column) => Coloured(table.Columns[column], cell))]);
        return shown;
    }

    private static void Stack(TextTable table, IAnsiConsole console)
    {
        foreach (var row in table.Rows)
        {
            var block = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
            for (var column = 0; column < row.Count; column++)
            {
                if (row[column].Length > 0)
                    block.AddRow(
                        Markup.Escape(table.Columns[column].Length > 0 ? table.Columns[column] : "-"),
                        Coloured(table.Columns[column], row[column])
                    );
            }

            console.Write(block);
            console.WriteLine();
        }
    }

    private static int WidthOf(TextTable table)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var measure = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        measure.Profile.Width = Unlimited;
        measure.Write(SideBySide(table));
        return text.ToString().Split('\n').Max(line => line.TrimEnd().Length);
    }

    /// <summary>Colours are for states, and for terminals: elsewhere the console leaves them out.</summary>
    private static string Coloured(string column, string cell)
    {
        var escaped = Markup.Escape(cell);
        if (column is not ("state" or "on the cluster" or "decision"))
            return escaped;
        var end = cell.IndexOfAny([' ', ',', ';']);
        return Colours.TryGetValue(end < 0 ? cell : cell[..end], out var colour) ? $"[{colour}]{escaped}[/]" : escaped;
    }
}
