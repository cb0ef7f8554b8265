using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Streaming.Audit.Models;

namespace Streaming.Host.Demo;

/// <summary>What the live view shows beside the counts.</summary>
internal sealed record LiveFacts(string Kafka, string Model, long ToPublish, long LagRecords, Uri Console);

/// <summary>The demo on the screen: a table that is redrawn on a terminal, one line a second anywhere else.</summary>
internal sealed class LiveView(IAnsiConsole console, TimeProvider clock)
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(2);

    /// <summary>Columns from which the counts stand side by side; below it, one under the other.</summary>
    private const int WideFrom = 120;

    /// <summary>Shows until <paramref name="until"/> ends.</summary>
    public async Task ShowAsync(Func<(OutcomeCounts Counts, LiveFacts Facts)> look, Task until)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            while (await Task.WhenAny(until, Task.Delay(Line, clock)).ConfigureAwait(false) != until)
                console.WriteLine(OneLine(look()));
            console.WriteLine(OneLine(look()));
            return;
        }

        await console
            .Live(Draw(look()))
            .AutoClear(false)
            .StartAsync(async live =>
            {
                while (await Task.WhenAny(until, Task.Delay(Frame, clock)).ConfigureAwait(false) != until)
                    live.UpdateTarget(Draw(look()));
                live.UpdateTarget(Draw(look()));
            })
            .ConfigureAwait(false);
    }

    private static string OneLine((OutcomeCounts Counts, LiveFacts Facts) at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"stream {at.Counts.StreamTime?.ToString() ?? "-", -19}  delivered {at.Counts.Delivered, 6}  scored {at.Counts.Scored, 6}  "
                + $"green {at.Counts.Green, 6}  yellow {at.Counts.Yellow, 5}  red {at.Counts.Red, 5}  dead {at.Counts.DeadLettered}  lag "
                + $"{at.Facts.LagRecords}  p50 {at.Counts.MedianLatencyMs:0} ms  p99 {at.Counts.P99LatencyMs:0} ms"
        );

    private Rows Draw((OutcomeCounts Counts, LiveFacts Facts) at)
    {
        var (counts, facts) = at;
        (string Title, string Value)[] cells =
        [
            ("stream clock", counts.StreamTime?.ToString() ?? "-"),
            ("delivered", string.Create(CultureInfo.InvariantCulture, $"{counts.Delivered:N0} of {facts.ToPublish:N0}")),
            ("scored", counts.Scored.ToString("N0", CultureInfo.InvariantCulture)),
            ("[green]green[/]", Share(counts.Green, counts.Scored)),
            ("[yellow]yellow[/]", Share(counts.Yellow, counts.Scored)),
            ("[red]red[/]", Share(counts.Red, counts.Scored)),
            ("dead letters", counts.DeadLettered.ToString("N0", CultureInfo.InvariantCulture)),
            ("lag", facts.LagRecords.ToString("N0", CultureInfo.InvariantCulture)),
            (
                "p50 / p99",
                counts.MedianLatencyMs is null
                    ? "-"
                    : string.Create(CultureInfo.InvariantCulture, $"{counts.MedianLatencyMs:0} / {counts.P99LatencyMs:0} ms")
            ),
        ];
        var parts = new List<IRenderable>
        {
            new Markup($"[bold]Customer satisfaction, live[/]  [grey]{Markup.Escape(facts.Kafka)}[/]"),
            new Markup($"[grey]{Markup.Escape(facts.Model)}  ·  Ctrl-C stops[/]"),
            new Markup($"Console: [bold]{Markup.Escape(facts.Console.ToString())}alerts[/]"),
            console.Profile.Width >= WideFrom ? Across(cells) : Down(cells),
        };
        if (counts.RecentReds.Count > 0)
            parts.Add(new Markup("[red bold]Red alerts[/] [grey](latest last)[/]"));
        foreach (var alert in counts.RecentReds)
        {
            var answered = alert.AnsweredBeforeDelivery ? "  [grey](has already answered)[/]" : "";
            parts.Add(
                new Markup(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"[red]●[/] {Markup.Escape(alert.OrderId)}  p {alert.Probability:0.000}{answered}"
                    )
                )
            );
            foreach (var reason in alert.Reasons)
                parts.Add(new Markup($"   [grey]·[/] {Markup.Escape(reason.Text)}"));
        }

        return new Rows(parts);
    }

    private static Table Across((string Title, string Value)[] cells)
    {
        var table = new Table().Border(TableBorder.Rounded).Expand();
        foreach (var (title, _) in cells)
            table.AddColumn(new TableColumn(title));
        return table.AddRow([.. cells.Select(cell => cell.Value)]);
    }

    private static Grid Down((string Title, string Value)[] cells)
    {
        var grid = new Grid().AddColumns(2);
        foreach (var (title, value) in cells)
            grid.AddRow(title, value);
        return grid;
    }

    private static string Share(long count, long all) =>
        all == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} ({100.0 * count / all:0} %)");
}
