using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Audit;
using Streaming.Cases.Store;
using Streaming.Console.Seeding;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Web.Access;
using Streaming.Embedded.Postgres;

namespace Streaming.Benchmarks;

/// <summary>Server time of the console's pages with many scored orders behind them. Needs no Kafka; the database is kept between
/// runs.</summary>
internal static class ConsolePages
{
    private static readonly string[] Paths =
    [
        "/",
        "/?period=1d",
        "/?period=90d",
        "/?period=400d",
        "/alerts",
        "/alerts?tier=red",
        "/alerts?tier=red&open=true",
        "/alerts?order=unknown",
        "/runs",
        "/models",
        "/audit",
        "/cases",
        "/cases?view=answered",
        "/cases?view=unassigned&tier=red&state=SP",
        "/cases?view=closed",
        "/cases?q=" + SeededCases.OrderId(4_711),
        "/cases/" + SeededCases.OrderId(4_711),
        "/worth",
        "/orders",
        "/stream",
        "/status",
    ];

    /// <summary>Orders for each case.</summary>
    private const int OrdersPerCase = 100;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        Directory.CreateDirectory(options.DataFolder);
        await using var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = Path.Combine(options.DataFolder, "console-postgres") },
            NullLogger.Instance,
            TimeProvider.System,
            stop
        );
        await using var database = ConsoleDatabase.Open(postgres.ConnectionString);
        await using var audit = AuditStore.Open(postgres.ConnectionString, TimeProvider.System);
        await SeedAsync(database, options, stop);
        await using var cases = CaseStore.Open(postgres.ConnectionString, TimeProvider.System);
        await SeededCases.WriteAsync(cases, options.Orders / OrdersPerCase, stop);
        await using var app = await ServeAsync(database, audit, cases, stop);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var paths = Paths.Append(await OlderAsync(client, stop)).ToList();
        foreach (var path in paths)
            await TimeAsync(client, path, stop); // compiled, connected, cached
        foreach (var path in paths)
        {
            var times = new List<double>();
            for (var round = 0; round < Math.Max(100, options.Rounds); round++)
                times.Add(await TimeAsync(client, path, stop));
            times.Sort();
            options.Say(
                $"{Shortened(path), -40} p50 {times[times.Count / 2], 6:0.0} ms   p95 {times[(int)(times.Count * 0.95)], 6:0.0} ms   "
                    + $"max {times[^1], 6:0.0} ms"
            );
        }

        await app.StopAsync(stop);
    }

    private static async Task SeedAsync(ConsoleDatabase database, BenchmarkOptions options, CancellationToken stop)
    {
        var (startedAt, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Seeder.RunAsync(database, new SeedOptions { Orders = options.Orders, Replace = true }, TimeProvider.System, null, stop);
        var took = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        options.Say(
            $"{options.Orders:N0} scored orders in {took:0.0} s, {options.Orders / took:N0} orders/s "
                + $"({(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.0} s of this process's CPU); "
                + $"when they were there already, they were only generated again and left out"
        );
    }

    private static async Task<WebApplication> ServeAsync(
        ConsoleDatabase database,
        AuditStore audit,
        CaseStore cases,
        CancellationToken stop
    )
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(audit);
        builder.Services.AddSingleton(cases);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMachineUser();
        builder.Services.AddConsole(new ConsoleSettings { ModelName = "customer-satisfaction" });
        var app = builder.Build();
        app.MapConsole();
        await app.StartAsync(stop);
        return app;
    }

    /// <summary>A page far behind the newest: keyset paging must not become slower there.</summary>
    private static async Task<string> OlderAsync(HttpClient client, CancellationToken stop)
    {
        var path = "/alerts";
        for (var page = 0; page < 40; page++)
        {
            var html = await client.GetStringAsync(new Uri(path, UriKind.Relative), stop);
            var at = html.IndexOf("rel=\"next\" href=\"", StringComparison.Ordinal);
            if (at < 0)
                break;
            var from = at + "rel=\"next\" href=\"".Length;
            path = System.Net.WebUtility.HtmlDecode(html[from..html.IndexOf('"', from)]);
        }

        return path;
    }

    private static async Task<double> TimeAsync(HttpClient client, string path, CancellationToken stop)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), stop);
        await answer.Content.ReadAsByteArrayAsync(stop);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds;
    }

    private static string Shortened(string path) =>
        path.Length <= 38 ? path : string.Create(CultureInfo.InvariantCulture, $"{path[..36]}…");
}
