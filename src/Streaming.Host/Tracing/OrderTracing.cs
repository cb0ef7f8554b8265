using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Streaming.Host.Configuration;
using Streaming.Kafka.Tracing;

namespace Streaming.Host.Tracing;

/// <summary>Sends the spans of <see cref="OrderTrace"/> to a collector while it is not disposed. A collector that is away slows nothing:
/// spans wait in a queue of bounded length for a thread of their own, and are dropped when it is full.</summary>
internal sealed class OrderTracing : IDisposable
{
    /// <summary>For what is in the queue when the process ends.</summary>
    private static readonly TimeSpan LastSending = TimeSpan.FromSeconds(2);

    private readonly TracerProvider provider;

    private OrderTracing(TracerProvider provider) => this.provider = provider;

    /// <param name="options">Of the process.</param>
    /// <param name="log">Is told once that the collector does not answer, and once that it does again.</param>
    /// <returns>Null where no collector is named.</returns>
    public static OrderTracing? Start(TracingOptions options, ILogger log)
    {
        if (string.IsNullOrEmpty(options.Endpoint))
            return null;
        var exporter = new TraceExporter(ToExporter(options), log);
        return new OrderTracing(
            Sdk.CreateTracerProviderBuilder()
                .AddSource(OrderTrace.SourceName)
                .SetSampler(new TraceIdRatioBasedSampler(options.SampledShare))
                .ConfigureResource(resource => resource.AddService(options.ServiceName))
                .AddProcessor(new BatchActivityExportProcessor(exporter))
                .Build()
        );
    }

    /// <summary>Sends what has ended by now.</summary>
    /// <returns>Whether all of it went to the exporter in time.</returns>
    internal bool Flush(TimeSpan limit) => provider.ForceFlush((int)limit.TotalMilliseconds);

    public void Dispose()
    {
        provider.Shutdown((int)LastSending.TotalMilliseconds);
        provider.Dispose();
    }

    private static OtlpExporterOptions ToExporter(TracingOptions options)
    {
        var endpoint = new Uri(options.Endpoint!);
        return options.Protocol == TracingProtocol.Grpc
            ? new OtlpExporterOptions { Endpoint = endpoint, Protocol = OtlpExportProtocol.Grpc }
            : new OtlpExporterOptions
            {
                Endpoint = endpoint.AbsolutePath == "/" ? new Uri(endpoint, "/v1/traces") : endpoint,
                Protocol = OtlpExportProtocol.HttpProtobuf,
            };
    }
}
