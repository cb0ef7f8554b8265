using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Console.Pages.Stream;
using Streaming.Console.Projection;
using Streaming.Console.Queries.Stream;

namespace Streaming.Host.Health;

/// <summary>The pages' database answers, and their tables follow the topics.</summary>
/// <param name="projection">Gives null where another process projects.</param>
internal sealed class ConsoleHealthCheck(StreamQuery stream, Func<IProjectionState?> projection) : IHealthCheck
{
    public const string Name = "console";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var view = await stream.ReadAsync(cancellationToken);
        var result = projection() is { } own
            ? HealthResults.Of(own.IsFollowing, own.State)
            : HealthResults.Of(true, "shows pages; another process fills their tables");
        return result.WithWarnings([.. view.Standing.Select(partition => Warning(partition, view))]);
    }

    private static string Warning(PartitionLine partition, StreamView view)
    {
        var owner = partition.Owner is { } has ? $", owned by {has.ClientId}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"partition {partition.Partition} of order-delivered{owner} {StreamFormatter.StateOf(partition, view)}, "
                + $"{partition.Waiting} records wait"
        );
    }
}
