using JasperFx;
using Marten;
using Npgsql;
using Streaming.Accounts.Keys;
using Streaming.Accounts.Links;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Weasel.Core;

namespace Streaming.Accounts.Storage;

/// <summary>
/// Accounts, sign-ins, links and keys, as documents in schema <c>accounts</c> of a PostgreSQL database. Opening does not connect; the first
/// use creates what is missing. Safe to use from any thread; one per process is enough.
/// </summary>
public sealed class AccountDatabase : IAsyncDisposable
{
    public const string Schema = "accounts";

    private readonly NpgsqlDataSource source;
    private readonly DocumentStore documents;
    private readonly PreparedOnce preparation;

    private AccountDatabase(NpgsqlDataSource source, DocumentStore documents)
    {
        (this.source, this.documents) = (source, documents);
        preparation = new PreparedOnce(MigrateAsync);
    }

    /// <param name="connectionString">An Npgsql connection string; its user needs the right to create the schema only where that is
    /// missing.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public static AccountDatabase Open(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        return new(
            source,
            DocumentStore.For(options =>
            {
                options.Connection(source);
                options.DatabaseSchemaName = Schema;
                options.AutoCreateSchemaObjects = AutoCreate.None; // PreparedOnce does it; sessions look for nothing
                options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
                options.Schema.For<Account>().UniqueIndex(account => account.NormalizedName).DocumentAlias("account");
                options.Schema.For<SignInSession>().Duplicate(session => session.AccountId).DocumentAlias("session");
                options.Schema.For<SignInLink>().DocumentAlias("link");
                options.Schema.For<ApiKey>().UniqueIndex(key => key.Sha256).DocumentAlias("key");
            })
        );
    }

    /// <summary>A session on tables that are up to date.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached; the next call tries again.</exception>
    public async Task<IDocumentSession> BeginAsync(CancellationToken cancellation = default)
    {
        await preparation.EnsureAsync(cancellation).ConfigureAwait(false);
        return documents.LightweightSession();
    }

    /// <summary>The same, for reading only.</summary>
    public async Task<IQuerySession> ReadAsync(CancellationToken cancellation = default)
    {
        await preparation.EnsureAsync(cancellation).ConfigureAwait(false);
        return documents.QuerySession();
    }

    /// <summary>Deletes a document.</summary>
    /// <param name="alias">Of its kind.</param>
    /// <returns>Whether it was there: of several callers one is told so.</returns>
    internal async Task<bool> TakeAsync(string alias, string id, CancellationToken cancellation)
    {
        await preparation.EnsureAsync(cancellation).ConfigureAwait(false);
        var command = source.CreateCommand($"delete from {Schema}.mt_doc_{alias} where id = $1");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = id });
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false) == 1;
        }
    }

    /// <summary>Makes what is missing in the database, one process at a time.</summary>
    /// <returns>Whether something had to be made.</returns>
    /// <exception cref="DatabaseNotPreparedException">The role may not.</exception>
    public async Task<bool> MigrateAsync(CancellationToken cancellation = default)
    {
        try
        {
            var connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var turn = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                await using (turn.ConfigureAwait(false)) // its end gives the lock back
                {
                    await AdvisoryLock.TakeAsync(connection, turn, "accounts schema", cancellation).ConfigureAwait(false);
                    var missing = await documents.Storage.Database.CreateMigrationAsync(cancellation).ConfigureAwait(false);
                    if (missing.Difference == SchemaPatchDifference.None)
                        return false;
                    await documents.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate).ConfigureAwait(false);
                    return true;
                }
            }
        }
        catch (Exception failure) when (DatabaseNotPreparedException.Of(failure, source, Schema) is { } refused)
        {
            throw refused;
        }
        catch (Exception failure) when (failure is not NpgsqlException && DatabaseFailure.CauseOf(failure) is { } cause)
        {
            throw cause; // told as the database tells it, without pages of SQL around it
        }
    }

    /// <summary>The SQL of what <see cref="MigrateAsync"/> would make; empty when nothing is missing.</summary>
    public async Task<string> MigrationSqlAsync(CancellationToken cancellation = default)
    {
        var inner = documents.Storage.Database;
        var missing = await inner.CreateMigrationAsync(cancellation).ConfigureAwait(false);
        if (missing.Difference == SchemaPatchDifference.None)
            return "";
        using var sql = new StringWriter { NewLine = "\n" };
        missing.WriteAllUpdates(sql, inner.Migrator, AutoCreate.CreateOrUpdate);
        return sql.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await documents.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
        preparation.Dispose();
    }
}
