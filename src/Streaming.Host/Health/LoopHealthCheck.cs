using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaming.Host.Health;

/// <summary>A loop moves. Waiting for a part that is away is moving; what is not is a call that never returns.</summary>
/// <param name="silentFor">Time since the loop has last shown that it moves.</param>
/// <param name="limit">Silence from which on it counts as hung.</param>
internal sealed class LoopHealthCheck(Func<TimeSpan> silentFor, TimeSpan limit) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silence = silentFor();
        var seconds = silence.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return Task.FromResult(
            silence <= limit
                ? HealthResults.Of(true, $"moved {seconds} s ago")
                : HealthResults.Of(
                    false,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"has not moved for {seconds} s; more than {limit.TotalSeconds:0} s is a hang"
                    )
                )
        );
    }
}
