using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Web;

namespace Streaming.Embedded.Registry;

/// <summary>A schema registry in this process, on the loopback, that keeps its schemas in PostgreSQL: ids and versions stay between
/// runs.</summary>
public sealed class EmbeddedRegistry : IAsyncDisposable
{
    private const int MostConnections = 8;
    private const int ConnectionWaitSeconds = 60;
    private const int LargestBodyBytes = 4 << 20;

    private readonly WebApplication server;
    private readonly NpgsqlDataSource database;

    private EmbeddedRegistry(WebApplication server, NpgsqlDataSource database)
    {
        this.server = server;
        this.database = database;
        Url = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    /// <summary>What clients are given as the registry's address, without a slash at its end.</summary>
    public string Url { get; }

    /// <summary>Creates the tables when they are missing and listens.</summary>
    /// <param name="connectionString">A PostgreSQL database in which this user may create a schema.</param>
    /// <param name="logger">Gets the address.</param>
    /// <param name="port">0 lets the system choose.</param>
    /// <exception cref="NpgsqlException">The database does not answer or refuses.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmbeddedRegistry> StartAsync(
        string connectionString,
        ILogger logger,
        int port = 0,
        CancellationToken cancellation = default
    )
    {
        // Few connections, for which requests wait: the database has no hundred to spare.
        var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = MostConnections, Timeout = ConnectionWaitSeconds }
        );
        try
        {
            await database.CreateSchemaRegistryTablesAsync(cancellation);
            var registry = new EmbeddedRegistry(await ListenAsync(database, logger, port, cancellation), database);
            logger.LogInformation("Schema registry listens at {Url}", registry.Url);
            return registry;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Empty to begin with: settings and environment of the host that it runs in are not its own.</summary>
    private static async Task<WebApplication> ListenAsync(
        NpgsqlDataSource database,
        ILogger logger,
        int port,
        CancellationToken cancellation
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, port);
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = LargestBodyBytes;
            });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, StoppedByItsOwner>();
        var server = builder.Build();
        server.UseSecurityHeaders();
        server.UseDoors(new Doors(new AllowedHosts([])), RegistryDoor.RefuseAsync);
        server.UseRegistryForm();
        server.MapSchemaRegistry(database, logger);
        try
        {
            await server.StartAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The usual lifetime answers Ctrl-C by stopping at once, while the scorer still drains and needs the registry.</summary>
    private sealed class StoppedByItsOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
