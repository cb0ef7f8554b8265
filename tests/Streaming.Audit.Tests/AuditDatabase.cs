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

    public AuditStore Open(string? artifactFolder = null)
    {
        var store = AuditStore.Open(ConnectionString, Clock, artifactFolder: artifactFolder);
        stores.Add(store);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores)
            await store.DisposeAsync();
        await Raw.DisposeAsync();
    }
}
