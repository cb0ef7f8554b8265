using System.Globalization;
using Spectre.Console;

namespace Streaming.Host.Demo;

/// <summary>The table at the end of a run that is judged.</summary>
internal static class Summary
{
    private const int IdsShown = 5;

    public static void Print(IAnsiConsole screen, Verdict verdict, Ledger books, string kafka, TimeSpan took)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("what").AddColumn(new TableColumn("orders").RightAligned());
        Row("delivered", verdict.Delivered);
        Row("scored", verdict.Scored);
        Row("  green", books.Green);
        Row("  yellow", books.Yellow);
        Row("  red", books.Red);
        Row("dead-lettered", verdict.DeadLettered);
        Row("lost", verdict.Lost.Count);
        Row("duplicated", verdict.Duplicated.Count);
        Row("never delivered, yet scored", verdict.Unexpected.Count);
        Row("differing from batch scoring in a bit", verdict.Differing.Count);
        Row("tier without its alert, or alert without its tier", verdict.WrongAlerts);
        Row("counted in scoring windows", verdict.InWindows);
        screen.Write(table);
        Name("lost", verdict.Lost);
        Name("duplicated", verdict.Duplicated);
        Name("never delivered", verdict.Unexpected);
        Name("differing", verdict.Differing);
        screen.WriteLine(kafka);
        screen.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"latency from publish to read back: p50 {books.MedianLatencyMs:0} ms, p99 {books.P99LatencyMs:0} ms (the last 2,048 "
                    + $"orders); took {took.TotalSeconds:0.0} s in all"
            )
        );
        screen.MarkupLine(
            verdict.IsClean
                ? "[green]Every delivery is accounted for, and every live score equals the batch score.[/]"
                : "[red]The books do not balance.[/]"
        );

        void Row(string what, long count) => table.AddRow(what, count.ToString("N0", CultureInfo.InvariantCulture));

        void Name(string what, IReadOnlyList<string> ids)
        {
            if (ids.Count > 0)
                screen.WriteLine($"{what}: {string.Join(", ", ids.Take(IdsShown))}{(ids.Count > IdsShown ? ", …" : "")}");
        }
    }
}
