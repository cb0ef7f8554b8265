using System.ComponentModel.DataAnnotations;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>Traces of orders, sent to an OpenTelemetry collector by processes with roles. Headers for its sign-in come from
/// <c>OTEL_EXPORTER_OTLP_HEADERS</c>, as everywhere.</summary>
public sealed record TracingOptions
{
    /// <summary>The collector's address; as a rule port 4317 for grpc and 4318 for http. Default none: nothing is traced.</summary>
    [Form(@"|https?://[^\s/?#@]+(/[^\s?#]*)?", "an http or https address without user, query or fragment")]
    public string? Endpoint { get; init; }

    /// <summary><c>grpc</c> or <c>http_protobuf</c>; that one goes to <c>/v1/traces</c> where the address names no path. Default
    /// <c>grpc</c>.</summary>
    public TracingProtocol Protocol { get; init; }

    /// <summary>Share of the orders that are traced, 0 to 1, chosen by the trace's id: the same ones by every process with the same share.
    /// Default 0.1.</summary>
    [Between(0, 1)]
    public double SampledShare { get; init; } = 0.1;

    /// <summary>Name of the service in traces, up to 100 characters. Default <c>streaming</c>.</summary>
    [Required, Form(".{1,100}", "1 to 100 characters")]
    public string ServiceName { get; init; } = "streaming";
}

/// <summary>How traces travel.</summary>
public enum TracingProtocol
{
    Grpc,
    HttpProtobuf,
}
