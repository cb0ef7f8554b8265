using JasperFx;
using Marten;
using Npgsql;
using Weasel.Core;

namespace Streaming.Audit;

/// <summary>Makes and updates the schema of an event store, one process at a time.</summary>
/// <param name="database">Of the store.</param>
/// <param name="store">Says which tables and functions it needs.</param>
/// <param name="schemaName">Where they are.</param>
/// <param name="lockName">What processes that prepare this schema agree on.</param>
public sealed class StoreSchema(NpgsqlDataSource database, IDocumentStore store, string schemaName, string lockName)
{
    /// <summary>Called in the same turn, after everything is there: fills what must not be empty.</summary>
    public Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task>? Begin { get; init; }

    /// <summary>Creates missing tables and functions and brings older ones up to date.</summary>
    /// <returns>Whether something had to be made.</returns>
    /// <exception cref="DatabaseNotPreparedException">The role may not.</exception>
    /// <exception cref="NpgsqlException">The database is at fault.</exception>
    public async Task<bool> MigrateAsync(CancellationToken cancellation)
    {
        try
        {
            var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var turn = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using (turn.ConfigureAwait(false)) // its end gives the lock back
                {
                    var isMissing = await MigrateInTurnAsync(connection, turn, cancellation).ConfigureAwait(false);
                    await turn.CommitAsync(cancellation).ConfigureAwait(false);
                    return isMissing;
                }
            }
        }
        catch (Exception failure) when (DatabaseNotPreparedException.Of(failure, database, schemaName) is { } refused)
        {
            throw refused;
        }
        catch (Exception failure) when (failure is not NpgsqlException && DatabaseFailure.CauseOf(failure) is { } cause)
        {
            throw cause; // told as the database tells it, without pages of SQL around it
        }
    }

    /// <summary>The SQL of what <see cref="MigrateAsync"/> would make; empty when nothing is missing.</summary>
    public async Task<string> MigrationSqlAsync(CancellationToken cancellation)
    {
        var inner = store.Storage.Database;
        var missing = await inner.CreateMigrationAsync(cancellation).ConfigureAwait(false);
        if (missing.Difference == SchemaPatchDifference.None)
            return "";
        using var sql = new StringWriter { NewLine = "\n" };
        missing.WriteAllUpdates(sql, inner.Migrator, AutoCreate.CreateOrUpdate);
        return sql.ToString();
    }

    private async Task<bool> MigrateInTurnAsync(NpgsqlConnection connection, NpgsqlTransaction turn, CancellationToken cancellation)
    {
        await AdvisoryLock.TakeAsync(connection, turn, lockName, cancellation).ConfigureAwait(false);
        var isMissing =
            (await store.Storage.Database.CreateMigrationAsync(cancellation).ConfigureAwait(false)).Difference
            != SchemaPatchDifference.None;
        if (isMissing)
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate).ConfigureAwait(false);
        if (Begin is not null)
            await Begin(connection, turn, cancellation).ConfigureAwait(false);
        return isMissing;
    }
}
