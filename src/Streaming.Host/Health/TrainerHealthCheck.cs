using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Streaming.Host.Health;

/// <summary>Training runs are worked on: the worker has begun and the database answers.</summary>
internal sealed class TrainerHealthCheck(NpgsqlDataSource database, Func<bool> isWorking) : IHealthCheck
{
    public const string Name = "trainer";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var command = database.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
        return isWorking() ? HealthCheckResult.Healthy("waits for runs or works on one") : HealthCheckResult.Unhealthy("is starting");
    }
}
