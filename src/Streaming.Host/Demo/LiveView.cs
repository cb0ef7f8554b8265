using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaming.Host.Demo;

/// <summary>What the live view shows beside the books.</summary>
internal sealed record LiveFacts(string Kafka, string Model, long Published, long ToPublish, long LagRecords, Uri Console);

/// <summary>The demo on the screen: a table that is redrawn on a terminal, one line a second anywhere else.</summary>
internal sealed class LiveView(IAnsiConsole console)
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(2);

    /// <summary>Shows until <paramref name="until"/> ends.</summary>
    public async Task ShowAsync(Func<(Ledger Books, LiveFacts Facts)> look, Task until)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            while (await Task.WhenAny(until, Task.Delay(Line)).ConfigureAwait(false) != until) console.WriteLine(OneLine(look()));
            console.WriteLine(OneLine(look()));
            return;
        }

        await console.Live(Draw(look())).AutoClear(false).StartAsync(async live =>
        {
            while (await Task.WhenAny(until, Task.Delay(Frame)).ConfigureAwait(false) != until) live.UpdateTarget(Draw(look()));
            live.UpdateTarget(Draw(look()));
        }).ConfigureAwait(false);
    }

    private static string OneLine((Ledger Books, LiveFacts Facts) at) => string.Create(CultureInfo.InvariantCulture,
        $"stream {at.Books.StreamTime?.ToString() ?? "-",-19}  delivered {at.Books.Delivered,6}  scored {at.Books.Scored,6}  green {at.Books.Green,6}  yellow {at.Books.Yellow,5}  red {at.Books.Red,5}  dead {at.Books.DeadLettered}  lag {at.Facts.LagRecords}  p50 {at.Books.MedianLatencyMs:0} ms  p99 {at.Books.P99LatencyMs:0} ms");

    private static Rows Draw((Ledger Books, LiveFacts Facts) at)
    {
        var (books, facts) = at;
        var counts = new Table().Border(TableBorder.Rounded).Expand();
        foreach (var title in new[] { "stream clock", "delivered", "scored", "[green]green[/]", "[yellow]yellow[/]", "[red]red[/]", "dead letters", "lag", "p50 / p99" })
            counts.AddColumn(new TableColumn(title));
        counts.AddRow(
            books.StreamTime?.ToString() ?? "-",
            string.Create(CultureInfo.InvariantCulture, $"{books.Delivered:N0} of {facts.ToPublish:N0}"),
            books.Scored.ToString("N0", CultureInfo.InvariantCulture),
            Share(books.Green, books.Scored), Share(books.Yellow, books.Scored), Share(books.Red, books.Scored),
            books.DeadLettered.ToString("N0", CultureInfo.InvariantCulture),
            facts.LagRecords.ToString("N0", CultureInfo.InvariantCulture),
            books.MedianLatencyMs is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{books.MedianLatencyMs:0} / {books.P99LatencyMs:0} ms"));
        var parts = new List<IRenderable>
        {
            new Markup($"[bold]Customer satisfaction, live[/]  [grey]{Markup.Escape(facts.Kafka)}[/]"),
            new Markup($"[grey]{Markup.Escape(facts.Model)}  ·  {Markup.Escape(facts.Console.ToString())}metrics  ·  Ctrl-C stops[/]"),
            counts,
        };
        if (books.RecentReds.Count > 0) parts.Add(new Markup("[red bold]Red alerts[/] [grey](latest last)[/]"));
        foreach (var alert in books.RecentReds)
        {
            var answered = alert.AnsweredBeforeDelivery ? "  [grey](has already answered)[/]" : "";
            parts.Add(new Markup(string.Create(CultureInfo.InvariantCulture, $"[red]●[/] {Markup.Escape(alert.OrderId)}  p {alert.Probability:0.00}{answered}")));
            foreach (var reason in alert.Reasons) parts.Add(new Markup($"   [grey]·[/] {Markup.Escape(reason.Text)}"));
        }

        return new Rows(parts);
    }

    private static string Share(long count, long all) => all == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} ({100.0 * count / all:0} %)");
}
