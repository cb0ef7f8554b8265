using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Streaming.Api.Problems;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Logging;
using Streaming.Web;
using Streaming.Web.Access;

namespace Streaming.Host.Web;

/// <summary>The HTTP side of a running process: /metrics, /health/live, /health/ready, and what its roles add.</summary>
public static class HostApp
{
    /// <summary>From here on a new connection ends the one that has been idle for the longest.</summary>
    private const int KeptConnections = 256;

    /// <summary>All of them with a request under way. A handle each: the process needs its own for brokers and database.</summary>
    private const int MostConnections = 1_024;

    private const long LargestBody = 64L * 1024 * 1024; // what an endpoint does not limit itself

    private static readonly TimeSpan HeadersTimeLimit = TimeSpan.FromSeconds(10);
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Builds the server; the caller starts, stops and disposes it. What is wrong with a request is answered as problem details.
    /// </summary>
    /// <param name="listen">Address and host names.</param>
    /// <param name="parts">Addresses beside /metrics and /health.</param>
    /// <param name="health">What /health/live and /health/ready ask; see <see cref="HealthProbes"/>.</param>
    /// <param name="clock">Of the checks' time limit.</param>
    /// <param name="log">How the server writes its own log: from warnings on, whatever the least level is. Default: as text.</param>
    /// <param name="metrics">Default: the process-wide registry.</param>
    /// <param name="own">A port of its own for /metrics. Default: none.</param>
    public static WebApplication Build(
        ListenOptions listen,
        IReadOnlyList<IWebPart> parts,
        IReadOnlyList<HealthCheckRegistration> health,
        TimeProvider clock,
        LogOptions? log = null,
        CollectorRegistry? metrics = null,
        MetricsOptions? own = null
    )
    {
        (log, own, metrics) = (log ?? new(), own ?? new(), metrics ?? Metrics.DefaultRegistry);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear(); // ASPNETCORE_URLS and the like must not open another address
        ProcessLog.Write(
            builder.Logging.ClearProviders(),
            log with
            {
                Level = log.Level > LogLevel.Warning ? log.Level : LogLevel.Warning,
            }
        );
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // why it does not start is said once, where it is caught
        var connections = new IdleConnections(KeptConnections);
        var certificate = ServerCertificate.Of(listen, clock, Metrics.WithCustomRegistry(metrics));
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.AddProxies(listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(
                listen.ToAddress(),
                listen.Port,
                endpoint =>
                {
                    connections.Watch(endpoint);
                    if (certificate is not null)
                        endpoint.UseHttps(certificate.Use);
                }
            );
            kestrel.ListenForMetrics(own, connections);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeLimit;
        });
        builder.AddHealth(health, clock, metrics);
        foreach (var part in parts)
            part.Add(builder);
        builder.AddAccess(listen.ToAddress());
        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseHsts();
        connections.Follow(app);
        app.UseHttpCounts(metrics);
        app.UseProblemAnswers();
        var hosts = new AllowedHosts(listen.AllowedHosts);
        app.UseMetricsPort(hosts, metrics);
        app.UseDoors(new Doors(hosts), (context, refusal) => Problem.Of(refusal).WriteAsync(context));
        app.UseAccess();
        if (own.Port is null)
            app.MapMetrics(MetricsPort.Path, metrics)
                .WithMetadata(new HttpMethodMetadata(Reading))
                .RequireAuthorization(Permissions.ReadMetrics);
        app.MapHealth();
        foreach (var part in parts)
            part.Map(app);
        return app;
    }

    /// <summary>Starts the server.</summary>
    /// <exception cref="FailedException">An address cannot be listened on: names the settings and why.</exception>
    public static async Task StartAsync(WebApplication app, ListenOptions listen, MetricsOptions own, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            var reason =
                failure.InnerException is AddressInUseException
                    ? "another program listens there; stop it, or name another port (0: any that is free)"
                    : failure.GetBaseException().Message;
            var address = FormattableString.Invariant($"{listen.Address}:{listen.Port}");
            var figures = own.Port is { } port
                ? FormattableString.Invariant($", Metrics:Address and Metrics:Port {own.Address}:{port}")
                : "";
            throw new FailedException($"Listen:Address and Listen:Port are {address}{figures}: {reason}", failure);
        }
    }

    /// <summary>Where a started server answers; with port 0 in the options this tells the port.</summary>
    public static Uri AddressOf(WebApplication started) => new(started.Urls.First());

    /// <summary>Where it answers /metrics alone; null where that has no port of its own.</summary>
    public static Uri? MetricsAddressOf(WebApplication started) =>
        started.Urls.Skip(1).FirstOrDefault() is { } url ? new Uri(new Uri(url), MetricsPort.Path) : null;
}
