using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Web;

namespace Streaming.Host.Web;

/// <summary>A port on which <c>/metrics</c> answers without sign-in, and nothing else does.</summary>
internal static class MetricsPort
{
    public const string Path = "/metrics";

    /// <summary>Opens the port, where the settings name one.</summary>
    public static void ListenForMetrics(this KestrelServerOptions kestrel, MetricsOptions own, IdleConnections connections)
    {
        if (own.Port is { } port)
            kestrel.Listen(
                own.ToAddress(),
                port,
                endpoint =>
                {
                    connections.Watch(endpoint);
                    endpoint.Use(next =>
                        connection =>
                        {
                            connection.Features.Set(CameHere.Instance);
                            return next(connection);
                        }
                    );
                }
            );
    }

    /// <summary>Answers what came to the port. Before anybody asks who it is.</summary>
    /// <param name="app">Of the process.</param>
    /// <param name="hosts">Names under which it may be asked; an address always may: no page can make a browser send one for another
    /// server.</param>
    /// <param name="registry">Whose figures.</param>
    public static void UseMetricsPort(this WebApplication app, AllowedHosts hosts, CollectorRegistry registry) =>
        app.MapWhen(
            http => http.Features.Get<CameHere>() is not null,
            branch =>
            {
                branch.Use(
                    (http, next) =>
                    {
                        var (request, response) = (http.Request, http.Response);
                        if (!hosts.Allows(request.Host) && !IPAddress.TryParse(request.Host.Host, out _))
                            response.StatusCode = StatusCodes.Status400BadRequest;
                        else if (request.Path != Path)
                            response.StatusCode = StatusCodes.Status404NotFound;
                        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
                            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                        else
                            return next(http);
                        return Task.CompletedTask;
                    }
                );
                branch.UseMetricServer(url: Path, registry: registry);
            }
        );

    /// <summary>Marks connections of the port, whose number is known only once it is open.</summary>
    private sealed class CameHere
    {
        public static readonly CameHere Instance = new();
    }
}
