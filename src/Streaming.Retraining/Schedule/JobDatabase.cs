using System.Globalization;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;
using Streaming.Audit;

namespace Streaming.Retraining.Schedule;

/// <summary>Where jobs are kept: schema <c>hangfire</c> of the same database. Its defaults that do not fit are changed here, and nowhere
/// else.</summary>
public static class JobDatabase
{
    private const string SchemaName = "hangfire";

    private const string Scripts = "Hangfire.PostgreSql.Scripts.Install.v";

    /// <summary>The layout of the tables that this version of the library makes.</summary>
    private static readonly int KnownLayout = typeof(PostgreSqlStorage)
        .Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Scripts, StringComparison.Ordinal))
        .Max(name => int.Parse(name.AsSpan(Scripts.Length, name.Length - Scripts.Length - ".sql".Length), CultureInfo.InvariantCulture));

    /// <summary>Connects, and makes the tables that are missing, one process at a time.</summary>
    /// <exception cref="DatabaseNotPreparedException">Tables are missing and the role may not make them.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<JobStorage> OpenAsync(NpgsqlDataSource database, string connectionString, CancellationToken cancellation)
    {
        StoredJobTypes.Use();
        return (await PrepareAsync(database, connectionString, cancellation).ConfigureAwait(false)).Storage;
    }

    /// <summary>Makes what is missing: what <see cref="OpenAsync"/> does as well, where its role may.</summary>
    /// <returns>Whether something had to be made.</returns>
    /// <exception cref="DatabaseNotPreparedException">The role may not.</exception>
    public static async Task<bool> MigrateAsync(NpgsqlDataSource database, string connectionString, CancellationToken cancellation)
    {
        var (storage, isMade) = await PrepareAsync(database, connectionString, cancellation).ConfigureAwait(false);
        (storage as IDisposable)?.Dispose();
        return isMade;
    }

    private static async Task<(JobStorage Storage, bool IsMade)> PrepareAsync(
        NpgsqlDataSource database,
        string connectionString,
        CancellationToken cancellation
    )
    {
        try
        {
            var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var turn = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using (turn.ConfigureAwait(false)) // its end gives the lock back
                {
                    var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('job tables', 0))", connection, turn);
                    await using (wait.ConfigureAwait(false))
                        await wait.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                    var isMissing = await LayoutAsync(connection, turn, cancellation).ConfigureAwait(false) < KnownLayout;
                    var options = Options(isMissing);
                    return (new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options), isMissing);
                }
            }
        }
        catch (Exception failure) when (DatabaseNotPreparedException.Of(failure, database, SchemaName) is { } refused)
        {
            throw refused;
        }
        catch (Exception failure) when (failure is not NpgsqlException && DatabaseFailure.CauseOf(failure) is { } cause)
        {
            throw cause;
        }
    }

    /// <summary>The layout that is there; 0 when there is none.</summary>
    private static async Task<int> LayoutAsync(NpgsqlConnection connection, NpgsqlTransaction turn, CancellationToken cancellation)
    {
        var ask = new NpgsqlCommand(
            $"select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname "
                + $"= '{SchemaName}' and c.relname = 'schema')",
            connection,
            turn
        );
        await using (ask.ConfigureAwait(false))
        {
            if (await ask.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not true)
                return 0;
        }

        var version = new NpgsqlCommand($"select version from {SchemaName}.schema", connection, turn);
        await using (version.ConfigureAwait(false))
            return Convert.ToInt32(await version.ExecuteScalarAsync(cancellation).ConfigureAwait(false) ?? 0, CultureInfo.InvariantCulture);
    }

    private static PostgreSqlStorageOptions Options(bool isMissing) =>
        new()
        {
            SchemaName = SchemaName,
            PrepareSchemaIfNecessary = isMissing, // the library tries to create the schema at every start, which needs the right to
            AllowDegradedModeWithoutStorage = false, // on: what cannot be made would be found out at the first job
            StartupConnectionMaxRetries = 0, // 5: who waits for a database that is away says so itself
            QueuePollInterval = TimeSpan.FromMilliseconds(200), // 15 s: seven stages would wait two minutes
            UseSlidingInvisibilityTimeout = true, // off: a stage that takes longer than the timeout would be given to a second worker
            InvisibilityTimeout = TimeSpan.FromSeconds(15), // 30 minutes: so long would a job of a killed process look busy
            DistributedLockTimeout = TimeSpan.FromSeconds(15), // 10 minutes: so long would a lock of a killed process hold others up
        };
}
