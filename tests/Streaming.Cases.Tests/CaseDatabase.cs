using Npgsql;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;
using Streaming.Testing;

namespace Streaming.Cases.Tests;

/// <summary>An empty database of one test's own, a store on it, and a look behind its back.</summary>
internal sealed class CaseDatabase : IAsyncDisposable
{
    private CaseDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        Raw = NpgsqlDataSource.Create(connectionString);
        Store = CaseStore.Open(connectionString, Clock);
    }

    public string ConnectionString { get; }

    public SetClock Clock { get; } = new();

    public NpgsqlDataSource Raw { get; }

    public CaseStore Store { get; }

    public static async Task<CaseDatabase> EmptyAsync(PostgresFixture postgres) => new(await postgres.CreateDatabaseAsync("cases"));

    /// <summary>Opens a case past the intake.</summary>
    public async Task OpenAsync(string orderId, CaseOpened opened)
    {
        await using var session = await Store.SessionAsync(TestContext.Current.CancellationToken);
        session.Events.StartStream(orderId, opened);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Tells something of a case past the intake.</summary>
    public async Task AppendAsync(string orderId, object happened)
    {
        await using var session = await Store.SessionAsync(TestContext.Current.CancellationToken);
        session.Events.Append(orderId, happened);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Raw.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Raw.DisposeAsync();
    }
}
