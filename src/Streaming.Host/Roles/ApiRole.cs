using Confluent.Kafka;
using Prometheus;
using Streaming.Contracts.Registry;
using Streaming.Host.Api;
using Streaming.Host.Configuration;
using Streaming.Host.Web;
using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.OnDemand;

namespace Streaming.Host.Roles;

/// <summary>The role <c>api</c>: answers over HTTP with histories of its own. Beside a scorer in one process it serves the scorer's model.</summary>
internal sealed class ApiRole : IDisposable
{
    /// <summary>Behind the instance's name: no scorer's may end so.</summary>
    public const string InstanceSuffix = "-api";

    private readonly OnDemandService service;

    /// <param name="models">The slot of the scorer in this process; null follows promotions itself.</param>
    public ApiRole(Settings settings, ClientConfig client, ISchemaRegistry registry, ArtifactCache artifacts, ModelSlot? models, IMetricFactory metrics, TimeProvider clock, ILoggerFactory logs)
        : this(settings, settings.Scorer.ToScorerSettings(client), registry, artifacts, models, metrics, clock, logs)
    {
    }

    /// <inheritdoc cref="ApiRole(Settings, ClientConfig, ISchemaRegistry, ArtifactCache, ModelSlot?, IMetricFactory, TimeProvider, ILoggerFactory)"/>
    public ApiRole(Settings settings, ScorerSettings scorer, ISchemaRegistry registry, ArtifactCache artifacts, ModelSlot? models, IMetricFactory metrics, TimeProvider clock, ILoggerFactory logs)
    {
        var ofApi = scorer with { Instance = scorer.Instance + InstanceSuffix };
        service = new OnDemandService(ofApi, registry, artifacts, models, settings.Api.MaxWaiting, new ScorerMetrics(models is null ? metrics : Nowhere()), clock, logs.CreateLogger<OnDemandService>());
        Web = new ApiPart(service, settings.Api, new ApiMetrics(metrics));
        Ready = new OnDemandReadiness(service);
        Live = new LoopLiveness("api", () => service.SilentFor, TimeSpan.FromSeconds(settings.Scorer.HungAfterSeconds));
    }

    public IWebPart Web { get; }

    public IReadinessCheck Ready { get; }

    public IReadinessCheck Live { get; }

    /// <summary>The model that answers.</summary>
    public ModelSlot Models => service.Models;

    public Task RunAsync(CancellationToken stop) => service.RunAsync(stop);

    public void Dispose() => service.Dispose();

    private static MetricFactory Nowhere() => Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
}
