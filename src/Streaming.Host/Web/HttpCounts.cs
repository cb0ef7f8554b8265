using Prometheus;
using Prometheus.HttpMetrics;

namespace Streaming.Host.Web;

/// <summary>Counts and times every request by method, status and the address as it was mapped, never as it was asked for.</summary>
internal static class HttpCounts
{
    public static void UseHttpCounts(this WebApplication app, CollectorRegistry registry)
    {
        var options = new HttpMiddlewareExporterOptions();
        options.RequestCount.Registry = registry;
        options.RequestDuration.Registry = registry;
        options.InProgress.Registry = registry;
        options.ReduceStatusCodeCardinality();
        app.UseHttpMetrics(options);
    }
}
