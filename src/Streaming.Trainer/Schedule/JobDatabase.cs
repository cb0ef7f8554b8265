using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace Streaming.Trainer.Schedule;

/// <summary>Where jobs are kept: schema <c>hangfire</c> of the same database. Its defaults that do not fit are changed here, and nowhere else.</summary>
public static class JobDatabase
{
    private const string SchemaName = "hangfire";

    /// <summary>Connects, and makes the tables that are missing, one process at a time.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<JobStorage> OpenAsync(NpgsqlDataSource database, string connectionString, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var turn = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (turn.ConfigureAwait(false)) // its end gives the lock back
            {
                var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('job tables', 0))", connection, turn);
                await using (wait.ConfigureAwait(false)) await wait.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                var options = Options();
                return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
            }
        }
    }

    private static PostgreSqlStorageOptions Options() => new()
    {
        SchemaName = SchemaName,
        QueuePollInterval = TimeSpan.FromMilliseconds(200), // 15 s: seven stages would wait two minutes
        UseSlidingInvisibilityTimeout = true, // off: a stage that takes longer than the timeout would be given to a second worker
        InvisibilityTimeout = TimeSpan.FromSeconds(15), // 30 minutes: so long would a job of a killed process look busy
        DistributedLockTimeout = TimeSpan.FromSeconds(15), // 10 minutes: so long would a lock of a killed process hold others up
    };
}
