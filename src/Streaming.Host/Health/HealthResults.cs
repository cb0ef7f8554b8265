using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Host.Health;

/// <summary>Results of health checks: good or bad, with what was seen.</summary>
internal static class HealthResults
{
    /// <param name="isGood">Whether the thing is as it must be.</param>
    /// <param name="detail">What was seen, in words; no secrets.</param>
    public static HealthCheckResult Of(bool isGood, string detail) =>
        isGood ? HealthCheckResult.Healthy(detail) : HealthCheckResult.Unhealthy(detail);

    /// <summary>The same with what must be known although it decides nothing.</summary>
    public static HealthCheckResult WithWarnings(this HealthCheckResult result, IReadOnlyCollection<string> warnings) =>
        warnings.Count == 0
            ? result
            : new(result.Status, $"{result.Description}; warning: {string.Join("; warning: ", warnings)}", result.Exception, result.Data);
}
