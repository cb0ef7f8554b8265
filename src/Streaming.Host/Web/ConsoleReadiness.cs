using Streaming.Console.Projection;
using Streaming.Console.Storage;

namespace Streaming.Host.Web;

/// <summary>The pages' database answers, and their tables follow the topics.</summary>
/// <param name="projector">Null where another process projects.</param>
public sealed class ConsoleReadiness(ConsoleDatabase database, Projector? projector) : IReadinessCheck
{
    public string Name => "console";

    public async ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return projector is null
            ? new ReadinessResult(true, "shows pages; another process fills their tables")
            : new ReadinessResult(projector.IsFollowing, projector.State);
    }
}
