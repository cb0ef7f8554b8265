using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Host.Health;

/// <summary>
/// Registrations of health checks by what they decide: <c>/health/live</c> asks those with the tag <c>live</c>, <c>/health/ready</c> those
/// with the tag <c>ready</c>.
/// </summary>
internal static class HealthProbes
{
    public const string LiveTag = "live";
    public const string ReadyTag = "ready";

    /// <summary>What must be so before the process is of use.</summary>
    /// <param name="name">Short, as it appears in the answer.</param>
    /// <param name="check">Looks now. May be called from several threads at once. An exception counts as not ready, with its message only
    /// where it is one of ours.</param>
    public static HealthCheckRegistration Ready(string name, IHealthCheck check) => new(name, check, HealthStatus.Unhealthy, [ReadyTag]);

    /// <summary>What must be so, or the process should be killed and started anew. What is not live is not ready.</summary>
    /// <param name="name">Short, as it appears in the answer.</param>
    /// <param name="check">As above.</param>
    public static HealthCheckRegistration Live(string name, IHealthCheck check) =>
        new(name, check, HealthStatus.Unhealthy, [LiveTag, ReadyTag]);

    /// <summary>What is told as a metric and decides neither.</summary>
    /// <param name="name">Short, as it appears in the metric.</param>
    /// <param name="check">As above.</param>
    public static HealthCheckRegistration Watched(string name, IHealthCheck check) => new(name, check, HealthStatus.Unhealthy, []);

    /// <summary>A loop moves.</summary>
    /// <param name="loop">Its role, as it appears in the answer.</param>
    /// <param name="silentFor">Time since the loop has last shown that it moves.</param>
    /// <param name="limit">Silence from which on it counts as hung.</param>
    public static HealthCheckRegistration Moves(string loop, Func<TimeSpan> silentFor, TimeSpan limit) =>
        Live($"{loop} moves", new LoopHealthCheck(silentFor, limit));
}
