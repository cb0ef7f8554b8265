using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Streaming.Host.Tracing;

/// <summary>The OTLP exporter, which keeps its failures to itself, with a line in the log when they begin and when they end.</summary>
internal sealed class TraceExporter(OtlpExporterOptions options, ILogger log) : OtlpTraceExporter(options)
{
    private readonly Uri endpoint = options.Endpoint;
    private bool isAway;

    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var result = base.Export(activityBatch);
        var fails = result == ExportResult.Failure;
        if (fails && !isAway)
            log.LogWarning(
                "Traces cannot be sent to {Endpoint} (Tracing:Endpoint) and are dropped until they can; nothing else waits",
                endpoint
            );
        else if (!fails && isAway)
            log.LogInformation("Traces are sent to {Endpoint} again", endpoint);
        isAway = fails;
        return result;
    }
}
