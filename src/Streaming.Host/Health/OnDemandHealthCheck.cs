using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Api.OnDemand;

namespace Streaming.Host.Health;

/// <summary>Questions are answered from histories that follow the topics.</summary>
internal sealed class OnDemandHealthCheck(OnDemandService service) : IHealthCheck
{
    public const string Name = "api";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            HealthResults.Of(service.IsFollowing, service.IsFollowing ? "answering" : service.State).WithWarnings(service.Warnings)
        );
}
