using Streaming.Console.Projection;
using Streaming.Console.Storage;

namespace Streaming.Host.Web;

/// <summary>The pages' database answers, and their tables follow the topics.</summary>
/// <param name="projection">Gives null where another process projects.</param>
public sealed class ConsoleReadiness(ConsoleDatabase database, Func<IProjectionState?> projection) : IReadinessCheck
{
    public string Name => "console";

    public async ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return projection() is { } own
            ? new ReadinessResult(own.IsFollowing, own.State)
            : new ReadinessResult(true, "shows pages; another process fills their tables");
    }
}
