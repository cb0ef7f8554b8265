using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Contracts;
using Streaming.Kafka.Registry;

namespace Streaming.Host.Health;

/// <summary>The schema registry answers a question whose answer is never cached.</summary>
internal sealed class RegistryHealthCheck(ISchemaRegistry registry) : IHealthCheck
{
    public const string Name = "registry";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var subject = Topics.OrderDelivered.Subject!;
        var latest = await registry.FindLatestAsync(subject, cancellationToken);
        return HealthCheckResult.Healthy(
            latest is null ? $"answers; {subject} is not registered yet" : $"answers; {subject} has version {latest.Version}"
        );
    }
}
