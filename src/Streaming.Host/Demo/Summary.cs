using System.Globalization;
using Spectre.Console;

namespace Streaming.Host.Demo;

/// <summary>The table at the end of a run that is reconciled.</summary>
internal static class Summary
{
    private const int IdsShown = 5;

    public static void Print(IAnsiConsole screen, Reconciliation result, OutcomeCounts counts, string kafka, TimeSpan took)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("what").AddColumn(new TableColumn("orders").RightAligned());
        Row("delivered", result.Delivered);
        Row("scored", result.Scored);
        Row("  green", counts.Green);
        Row("  yellow", counts.Yellow);
        Row("  red", counts.Red);
        Row("dead-lettered", result.DeadLettered);
        Row("lost", result.Lost.Count);
        Row("duplicated", result.Duplicated.Count);
        Row("never delivered, yet scored", result.Unexpected.Count);
        Row("differing from batch scoring in a bit", result.Differing.Count);
        Row("tier without its alert, or alert without its tier", result.WrongAlerts);
        Row("counted in scoring windows", result.InWindows);
        screen.Write(table);
        Name("lost", result.Lost);
        Name("duplicated", result.Duplicated);
        Name("never delivered", result.Unexpected);
        Name("differing", result.Differing);
        screen.WriteLine(kafka);
        screen.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"latency from publish to read back: p50 {counts.MedianLatencyMs:0} ms, p99 {counts.P99LatencyMs:0} ms (the last 2,048 "
                    + $"orders); took {took.TotalSeconds:0.0} s in all"
            )
        );
        screen.MarkupLine(
            result.IsClean
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
