using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;

namespace Streaming.Host.Health;

/// <summary>The health checks as metrics, asked every <see cref="Period"/>: alert rules cannot read <c>/health/ready</c>.</summary>
internal sealed class HealthMetrics(IMetricFactory metrics, TimeProvider clock) : IHealthCheckPublisher
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly Gauge passes = metrics.CreateGauge(
        "health_check_passes",
        "1 while a health check passes, also with warnings, else 0; by its name in /health/ready.",
        ["check"]
    );

    private readonly Gauge checkedAt = metrics.CreateGauge(
        "health_checked_timestamp_seconds",
        "When the health checks were last asked for these metrics, seconds since 1970."
    );

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
            passes.WithLabels(name).Set(entry.Status == HealthStatus.Unhealthy ? 0 : 1);
        checkedAt.Set(clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        return Task.CompletedTask;
    }
}
