using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Registry;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>Our registry on a database of its own; can be stopped and started again on the same one.</summary>
public sealed class EmbeddedRegistryFixture(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private string? database;
    private EmbeddedRegistry? registry;

    public async Task<string> UrlAsync()
    {
        await gate.WaitAsync();
        try
        {
            database ??= await postgres.CreateDatabaseAsync("registry");
            registry ??= await EmbeddedRegistry.StartAsync(database, NullLogger.Instance);
            return registry.Url;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Stops it, so that the next one to ask for the address starts it again on the same database.</summary>
    public async Task StopAsync()
    {
        if (registry is not null)
            await registry.DisposeAsync();
        registry = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        gate.Dispose();
    }
}
