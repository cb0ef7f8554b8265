using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Streaming.Operations.Tests.Traces;

/// <summary>An OpenTelemetry collector on the loopback that keeps spans, and a webhook that takes everything. By HTTP/2 it speaks gRPC,
/// else http/protobuf.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private const int GrpcPrefixBytes = 5;

    private readonly WebApplication app;

    private Collector(WebApplication app) => this.app = app;

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    public Uri Address => new(app.Urls.First());

    public static async Task<Collector> StartAsync(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols)
        );
        var collector = new Collector(builder.Build());
        collector.app.MapPost("/v1/traces", context => collector.TakeAsync(context, prefix: 0));
        collector.app.MapPost(
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            context => collector.TakeAsync(context, GrpcPrefixBytes)
        );
        collector.app.MapPost("/hook", () => Results.Ok());
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Received so far of a trace.</summary>
    public List<ReceivedSpan> Of(string traceId) => [.. Spans.Where(span => span.TraceId == traceId)];

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context, int prefix)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (var span in ReceivedSpan.Decode(body.ToArray()[prefix..]))
            Spans.Enqueue(span);
        if (prefix == 0)
            return;
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[GrpcPrefixBytes]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
