using System.Globalization;
using System.Reflection;
using Npgsql;
using Streaming.Audit;

namespace Streaming.Console.Storage;

/// <summary>
/// The console's tables, in schema <c>console</c> of a PostgreSQL database. Opening does not connect; the first use brings the schema up to
/// date, one process
/// at a time. Safe to use from any thread.
/// </summary>
public sealed class ConsoleDatabase : IAsyncDisposable
{
    private const string MigrationFolder = "Storage.Migrations.";

    private const string Beginning = """
        create schema if not exists console;
        create table if not exists console.migrations (number int primary key, name text not null,
          applied_at timestamptz not null default now());
        """;

    private readonly NpgsqlDataSource source;
    private readonly PreparedOnce preparation;

    private ConsoleDatabase(NpgsqlDataSource source)
    {
        this.source = source;
        preparation = new PreparedOnce(MigrateAsync);
    }

    /// <param name="connectionString">An Npgsql connection string; its user needs the right to create the schema only where that is
    /// missing.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public static ConsoleDatabase Open(string connectionString) => new(NpgsqlDataSource.Create(connectionString));

    /// <summary>A connection to a database whose schema is up to date.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached; the next call tries again.</exception>
    public async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellation = default)
    {
        await preparation.EnsureAsync(cancellation);
        return await source.OpenConnectionAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        preparation.Dispose();
    }

    /// <summary>
    /// All missing steps in one transaction, under a lock: instances that start together wait for each other, and a crash leaves the schema
    /// as it was. Where none is missing only
    /// that is asked, which needs no right to make anything.
    /// </summary>
    /// <returns>Whether steps were missing.</returns>
    /// <exception cref="DatabaseNotPreparedException">Steps are missing, and the role may not take them.</exception>
    public async Task<bool> MigrateAsync(CancellationToken cancellation = default)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            var missing = await MissingAsync(connection, cancellation);
            if (missing.Count == 0)
                return false;
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await AdvisoryLock.TakeAsync(connection, transaction, "console schema", cancellation);
            await ExecuteAsync(connection, Beginning, cancellation);
            // asked again: another instance may have been first
            foreach (var (number, name, sql) in await MissingAsync(connection, cancellation))
            {
                await ExecuteAsync(connection, sql, cancellation);
                await connection.ExecuteAsync("insert into console.migrations (number, name) values ($1, $2)", cancellation, number, name);
            }

            await transaction.CommitAsync(cancellation);
            return true;
        }
        catch (PostgresException failure) when (DatabaseNotPreparedException.Of(failure, source, "console") is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>The SQL of the steps that are missing; empty when none is.</summary>
    public async Task<string> MigrationSqlAsync(CancellationToken cancellation = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var missing = await MissingAsync(connection, cancellation);
        return missing.Count == 0
            ? ""
            : Beginning
                + "\n"
                + string.Concat(
                    missing.Select(step =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{step.Sql}\ninsert into console.migrations (number, name) values ({step.Number}, '{step.Name}');\n"
                        )
                    )
                );
    }

    private static async Task<List<(int Number, string Name, string Sql)>> MissingAsync(
        NpgsqlConnection connection,
        CancellationToken cancellation
    )
    {
        var known = Migrations();
        await using var asking = new NpgsqlCommand(
            "select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname "
                + "= 'console' and c.relname = 'migrations')",
            connection
        );
        if (await asking.ExecuteScalarAsync(cancellation) is not true)
            return [.. known];
        await using var counting = new NpgsqlCommand("select coalesce(max(number), 0) from console.migrations", connection);
        var applied = (int)(await counting.ExecuteScalarAsync(cancellation))!;
        if (applied > known[^1].Number)
            throw new InvalidOperationException(
                $"the console's schema in the database is at step {applied}, this program knows {known[^1].Number} steps: a later "
                    + $"version has changed it; run that version"
            );
        return [.. known.Where(step => step.Number > applied)];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 }; // a lock is waited for as long as it takes
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The steps by number, as they are named in the assembly: four digits, a hyphen, a name.</summary>
    private static (int Number, string Name, string Sql)[] Migrations()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
            let at = resource.IndexOf(MigrationFolder, StringComparison.Ordinal)
            where at >= 0 && resource.EndsWith(".sql", StringComparison.Ordinal)
            let name = resource[(at + MigrationFolder.Length)..^4]
            orderby name
            select (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, Read(assembly, resource)),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
