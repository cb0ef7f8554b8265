using Npgsql;

namespace Streaming.Audit;

/// <summary>
/// A lock of the database that processes agree on by its name. Two processes that create the same objects at once fail in PostgreSQL's
/// catalog, with or without IF NOT EXISTS: so they take turns.
/// </summary>
public static class AdvisoryLock
{
    /// <summary>Waits for the lock, as long as it takes. The end of the transaction gives it back.</summary>
    public static async Task TakeAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string name,
        CancellationToken cancellation
    )
    {
        var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction)
        {
            CommandTimeout = 0,
        };
        await using (wait.ConfigureAwait(false))
        {
            wait.Parameters.Add(new NpgsqlParameter { Value = name });
            await wait.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
