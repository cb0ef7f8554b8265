using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Streaming.Audit;
using Streaming.Host.Roles;

namespace Streaming.Host.Health;

/// <summary>Whether the database answers. For metrics only: a process without it may score on, so it decides nothing about
/// readiness.</summary>
/// <param name="connectionString">With the password; never for a message.</param>
internal sealed class DatabaseHealthCheck(string connectionString) : IHealthCheck
{
    private const string Name = "database";

    /// <summary>Of the database that the roles of a process share.</summary>
    public static HealthCheckRegistration Of(RoleRun run) => HealthProbes.Watched(Name, new DatabaseHealthCheck(run.Database));

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var connection = new NpgsqlConnection(connectionString);
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                var command = new NpgsqlCommand("select 1", connection);
                await using (command.ConfigureAwait(false))
                    await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }

            return HealthCheckResult.Healthy("answers");
        }
        catch (Exception away) when (DatabaseFailure.Is(away))
        {
            return HealthCheckResult.Unhealthy("the database does not answer", away);
        }
    }
}
