using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;

namespace Streaming.Host.Health;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: 200 while every check of the kind passes, else 503; the body names each
/// check.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan CheckTimeLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Registers the checks, also as metrics. One that several roles name is asked once.</summary>
    public static void AddHealth(
        this WebApplicationBuilder builder,
        IEnumerable<HealthCheckRegistration> checks,
        TimeProvider clock,
        CollectorRegistry metrics
    )
    {
        // The framework logs an error for every probe that finds something bad; ours logs a failure once.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        var health = builder.Services.AddHealthChecks();
        foreach (var check in checks.DistinctBy(one => one.Name).OrderBy(one => one.Tags.Contains(HealthProbes.LiveTag)))
            health.Add(Bounded(check, clock));
        builder.Services.AddSingleton<IHealthCheckPublisher>(new HealthMetrics(Metrics.WithCustomRegistry(metrics), clock));
        builder.Services.Configure<HealthCheckPublisherOptions>(publishing =>
        {
            publishing.Delay = FirstLook;
            publishing.Period = HealthMetrics.Period;
        });
    }

    public static void MapHealth(this WebApplication app)
    {
        Map(app, "/health/live", HealthProbes.LiveTag);
        Map(app, "/health/ready", HealthProbes.ReadyTag);
    }

    private static HealthCheckRegistration Bounded(HealthCheckRegistration check, TimeProvider clock)
    {
        BoundedHealthCheck? bounded = null; // one for all probes: it remembers what it has logged
        return new(
            check.Name,
            services =>
                LazyInitializer.EnsureInitialized(
                    ref bounded,
                    () => new(check.Factory(services), CheckTimeLimit, clock, services.GetRequiredService<ILogger<BoundedHealthCheck>>())
                ),
            check.FailureStatus,
            check.Tags
        );
    }

    private static void Map(WebApplication app, string address, string tag) =>
        app.MapHealthChecks(
                address,
                new HealthCheckOptions
                {
                    Predicate = check => check.Tags.Contains(tag),
                    ResponseWriter = (context, report) => WriteAsync(context, report, tag),
                    AllowCachingResponses = true, // every answer of this server says no-store already
                }
            )
            .WithMetadata(new HttpMethodMetadata(Reading))
            .AllowAnonymous(); // whoever watches the process has no account

    private static Task WriteAsync(HttpContext context, HealthReport report, string good) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status == HealthStatus.Unhealthy ? "not " + good : good,
                checks = report.Entries.Select(entry => new
                {
                    name = entry.Key,
                    ready = entry.Value.Status != HealthStatus.Unhealthy,
                    detail = entry.Value.Description,
                }),
            },
            context.RequestAborted
        );
}
