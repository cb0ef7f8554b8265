using Spectre.Console;

namespace Streaming.Host.Commands;

/// <summary>Tables on standard output.</summary>
internal static class Tabulation
{
    /// <summary>Narrower than this, names would be cut; redirected output says it is 80 wide.</summary>
    private const int LeastWidth = 160;

    public static Table Table(params string[] columns) => new Table { Border = TableBorder.Simple }.AddColumns(columns);

    public static void Write(Table table, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, LeastWidth);
        console.Write(table);
    }
}
