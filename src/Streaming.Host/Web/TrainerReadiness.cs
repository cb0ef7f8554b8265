using Npgsql;

namespace Streaming.Host.Web;

/// <summary>Training runs are worked on: the worker has begun and the database answers.</summary>
public sealed class TrainerReadiness(NpgsqlDataSource database, Func<bool> isWorking) : IReadinessCheck
{
    public string Name => "trainer";

    public async ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellation);
        return isWorking() ? new(true, "waits for runs or works on one") : new(false, "is starting");
    }
}
