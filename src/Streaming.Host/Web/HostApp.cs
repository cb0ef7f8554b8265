using Prometheus;
using Streaming.Host.Configuration;

namespace Streaming.Host.Web;

/// <summary>The HTTP side of a running process: /metrics, /health/live, /health/ready.</summary>
public static class HostApp
{
    private static readonly TimeSpan CheckTimeLimit = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Builds the server; the caller starts, stops and disposes it. Live means that the process answers. Ready means that every check
    /// passes at this moment: 200, else 503, with a body that names each check.
    /// </summary>
    /// <param name="metrics">Default: the process-wide registry.</param>
    /// <param name="services">Adds what pages and endpoints need, before the server is built.</param>
    public static WebApplication Build(
        ListenOptions listen, IEnumerable<IReadinessCheck> checks, TimeProvider clock, CollectorRegistry? metrics = null, Action<WebApplicationBuilder>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear(); // ASPNETCORE_URLS and the like must not open another address
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(o => o.SingleLine = true);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(listen.ToAddress(), listen.Port));
        services?.Invoke(builder);
        var app = builder.Build();
        var readiness = new Readiness([.. checks], CheckTimeLimit, clock);
        app.MapMetrics(registry: metrics);
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/health/ready", async (CancellationToken cancellation) =>
        {
            var report = await readiness.AskAsync(cancellation);
            return Results.Json(report, statusCode: report.IsReady() ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        return app;
    }

    /// <summary>Where a started server answers; with port 0 in the options this tells the port.</summary>
    public static Uri AddressOf(WebApplication started) => new(started.Urls.First());
}
