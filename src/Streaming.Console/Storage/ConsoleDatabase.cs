using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Streaming.Console.Storage;

/// <summary>
/// The console's tables, in schema <c>console</c> of a PostgreSQL database. Opening does not connect; the first use brings the schema up to date, one process
/// at a time. Safe to use from any thread.
/// </summary>
public sealed class ConsoleDatabase : IAsyncDisposable
{
    private const string MigrationFolder = "Storage.Migrations.";

    private readonly NpgsqlDataSource source;
    private readonly SemaphoreSlim preparing = new(1, 1);
    private volatile bool prepared;

    private ConsoleDatabase(NpgsqlDataSource source) => this.source = source;

    /// <param name="connectionString">An Npgsql connection string; its user may create a schema, at the first use at least.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    public static ConsoleDatabase Open(string connectionString) => new(NpgsqlDataSource.Create(connectionString));

    /// <summary>A connection to a database whose schema is up to date.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached; the next call tries again.</exception>
    public async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellation = default)
    {
        if (!prepared) await PrepareAsync(cancellation);
        return await source.OpenConnectionAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        preparing.Dispose();
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await preparing.WaitAsync(cancellation);
        try
        {
            if (prepared) return;
            await MigrateAsync(cancellation);
            prepared = true;
        }
        finally
        {
            preparing.Release();
        }
    }

    /// <summary>All missing steps in one transaction, under a lock: instances that start together wait for each other, and a crash leaves the schema as it was.</summary>
    private async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtextextended('console schema', 0))", cancellation);
        await ExecuteAsync(connection, "create schema if not exists console", cancellation);
        await ExecuteAsync(connection, "create table if not exists console.migrations (number int primary key, name text not null, applied_at timestamptz not null default now())", cancellation);
        await using var asking = new NpgsqlCommand("select coalesce(max(number), 0) from console.migrations", connection);
        var applied = (int)(await asking.ExecuteScalarAsync(cancellation))!;
        var known = Migrations();
        if (applied > known[^1].Number)
            throw new InvalidOperationException($"the console's schema in the database is at step {applied}, this program knows {known[^1].Number} steps: a later version has changed it; run that version");
        foreach (var (number, name, sql) in known.Where(step => step.Number > applied))
        {
            await ExecuteAsync(connection, sql, cancellation);
            await connection.ExecuteAsync("insert into console.migrations (number, name) values ($1, $2)", cancellation, number, name);
        }

        await transaction.CommitAsync(cancellation);
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
