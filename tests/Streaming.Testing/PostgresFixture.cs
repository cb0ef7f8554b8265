using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Postgres;
using Testcontainers.PostgreSql;
using Xunit;

namespace Streaming.Testing;

/// <summary>
/// One PostgreSQL for all tests of an assembly: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>. From the installed programs,
/// else a container where an engine answers; where neither is there the asking test is skipped. Started by the first test that asks. A
/// database per test class keeps tests apart: <see cref="CreateDatabaseAsync"/>.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    /// <summary>The container that stands in where no server is installed: the stack's own.</summary>
    public const string Image = "postgres:17.6";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly TemporaryFolder folder = new("postgres");
    private IAsyncDisposable? server;
    private string? connectionString;
    private string? lack;
    private Exception? failure;

    /// <summary>Reaches the running server; starts it when it does not run yet, skips the test when none can be had.</summary>
    public async Task<string> ConnectionStringAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (failure is not null)
                throw new InvalidOperationException($"PostgreSQL did not start for an earlier test: {failure.Message}", failure);
            if (connectionString is null && lack is null)
            {
                lack = EmbeddedPostgres.IsInstalled() ? null : await ContainerEngine.LackAsync();
                if (lack is null)
                    await StartAsync();
            }
        }
        finally
        {
            gate.Release();
        }

        Assert.SkipWhen(connectionString is null, $"No PostgreSQL server is installed, and {lack}");
        return connectionString!;
    }

    /// <summary>An empty database of its own; gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string stem = "test") =>
        await PostgresDatabases.EnsureAsync(await ConnectionStringAsync(), Unique.Name(stem));

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        folder.Dispose();
        gate.Dispose();
    }

    private async Task StartAsync()
    {
        try
        {
            if (EmbeddedPostgres.IsInstalled())
            {
                var postgres = await EmbeddedPostgres.StartAsync(
                    new EmbeddedPostgresOptions
                    {
                        DataFolder = folder.Path,
                        Fsync = false,
                        MaxConnections = 200,
                    },
                    NullLogger.Instance,
                    TimeProvider.System
                );
                server = postgres;
                connectionString = postgres.ConnectionString;
            }
            else
            {
                var container = new PostgreSqlBuilder(Image).Build();
                server = container;
                await container.StartAsync();
                connectionString = container.GetConnectionString();
            }
        }
        catch (Exception reason)
        {
            failure = reason;
            throw;
        }
    }
}
