using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Console.Projection;
using Streaming.Console.Storage;

namespace Streaming.Host.Health;

/// <summary>The pages' database answers, and their tables follow the topics.</summary>
/// <param name="projection">Gives null where another process projects.</param>
internal sealed class ConsoleHealthCheck(ConsoleDatabase database, Func<IProjectionState?> projection) : IHealthCheck
{
    public const string Name = "console";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.ConnectAsync(cancellationToken);
        return projection() is { } own
            ? HealthResults.Of(own.IsFollowing, own.State)
            : HealthResults.Of(true, "shows pages; another process fills their tables");
    }
}
