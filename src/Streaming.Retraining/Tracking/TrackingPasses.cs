using Npgsql;
using Streaming.Audit;

namespace Streaming.Retraining.Tracking;

/// <summary>Passes to the tracking server for all processes that share a database: one at a time.</summary>
public sealed class TrackingPasses : IDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly TrackingExport export;
    private readonly TrackingRetry retry;

    /// <param name="database">Keeps the turn; stays the caller's, as the store does.</param>
    /// <param name="folder">For the artifact that is under way.</param>
    /// <param name="handler">Carries the requests instead of the network; not disposed. For tests.</param>
    public TrackingPasses(
        TrackingSettings settings,
        AuditStore audit,
        NpgsqlDataSource database,
        string folder,
        TimeProvider clock,
        HttpMessageHandler? handler = null
    )
    {
        this.database = database;
        export = new TrackingExport(settings, clock, handler);
        retry = new TrackingRetry(new AuditJournal(audit, StoredArtifacts.In(audit.Artifacts, folder)), export, clock);
    }

    /// <summary>The server, as events name it.</summary>
    public string Server => export.Server;

    /// <inheritdoc cref="TrackingRetry.RunAsync"/>
    /// <returns>Null when another process is at it.</returns>
    public async Task<TrackingPass?> RunAsync(CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var turn = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (turn.ConfigureAwait(false)) // its end, or that of the process, gives the lock back
            {
                var ask = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended('tracking pass', 0))", connection, turn);
                await using (ask.ConfigureAwait(false))
                {
                    if (await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not true)
                        return null;
                }

                return await retry.RunAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        retry.Dispose();
        export.Dispose();
    }
}
