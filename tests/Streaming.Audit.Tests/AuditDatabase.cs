using Npgsql;
using Streaming.Testing;

namespace Streaming.Audit.Tests;

/// <summary>An empty database of one test's own, stores on it, and a look behind their back.</summary>
internal sealed class AuditDatabase : IAsyncDisposable
{
    private readonly List<AuditStore> stores = [];

    private AuditDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        Raw = NpgsqlDataSource.Create(connectionString);
    }

    public string ConnectionString { get; }

    public SetClock Clock { get; } = new();

    public NpgsqlDataSource Raw { get; }

    public static async Task<AuditDatabase> EmptyAsync(PostgresFixture postgres) => new(await postgres.CreateDatabaseAsync("audit"));

    public AuditStore Open(string? artifactFolder = null, bool twoPersons = false)
    {
        var store = AuditStore.Open(ConnectionString, Clock, artifactFolder: artifactFolder, twoPersons: twoPersons);
        stores.Add(store);
        return store;
    }

    /// <summary>Past the store, as somebody with the rights of the database could.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Raw.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Raw.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The first column of every row.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        await using var command = Raw.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var read = new List<string>();
        while (await rows.ReadAsync())
            read.Add(rows.GetString(0));
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores)
            await store.DisposeAsync();
        await Raw.DisposeAsync();
    }
}
