using Npgsql;
using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Testing;

namespace Streaming.Console.Tests;

/// <summary>Databases in which the tables of console and audit are there already: copies of one that is prepared once.</summary>
internal static class PreparedDatabase
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static string? template;

    /// <summary>A database of its own, without a row; gives its connection string.</summary>
    public static async Task<string> CreateAsync(PostgresFixture postgres, string stem)
    {
        var server = await postgres.ConnectionStringAsync();
        await Gate.WaitAsync();
        try
        {
            template ??= await PrepareAsync(await postgres.CreateDatabaseAsync("prepared"));
            var name = Unique.Name(stem);
            await using var administration = Unpooled(server, "postgres");
            await using var create = administration.CreateCommand($"create database \"{name}\" template \"{template}\"");
            await create.ExecuteNonQueryAsync();
            return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A database to which anybody is connected cannot be copied.</summary>
    private static async Task<string> PrepareAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using (var database = ConsoleDatabase.Open(unpooled))
            await database.MigrateAsync();
        await using (var audit = AuditStore.Open(unpooled, TimeProvider.System))
            await audit.MigrateAsync();
        return name;
    }

    private static NpgsqlDataSource Unpooled(string server, string database) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = false });
}
