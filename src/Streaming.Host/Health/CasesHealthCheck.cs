using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Cases.Intake;

namespace Streaming.Host.Health;

/// <summary>Whether cases follow the topics, or stand by for another instance.</summary>
internal sealed class CasesHealthCheck(IIntakeState intake) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(intake.IsFollowing ? HealthCheckResult.Healthy(intake.State) : HealthCheckResult.Unhealthy(intake.State));
}
