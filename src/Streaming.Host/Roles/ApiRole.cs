using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Streaming.Api;
using Streaming.Api.OnDemand;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>The role <c>api</c>: answers over HTTP with histories of its own. Beside a scorer in one process it serves the scorer's
/// model.</summary>
internal sealed class ApiRole : IRole
{
    /// <summary>Behind the instance's name: no scorer's may end so.</summary>
    public const string InstanceSuffix = "-api";

    private readonly OnDemandService service;

    /// <param name="parts">Of the process.</param>
    /// <param name="models">The slot of the scorer in this process; null follows promotions itself.</param>
    public ApiRole(RoleParts parts, ModelSlot? models)
        : this(
            parts.Settings,
            parts.Settings.Scorer.ToScorerSettings(parts.Client),
            parts.Registry,
            new ArtifactCache(
                parts.Settings.Scorer.ArtifactCache,
                parts.Audit.Artifacts.FindAsync,
                parts.Logs.CreateLogger<ArtifactCache>()
            ),
            models,
            Metrics.DefaultFactory,
            parts.Clock,
            parts.Logs,
            parts.Audit.Models.DecisionsAsync
        ) =>
        Health =
        [
            HealthProbes.Ready(BrokerHealthCheck.Name, parts.Brokers),
            HealthProbes.Ready(RegistryHealthCheck.Name, new RegistryHealthCheck(parts.Registry)),
            HealthProbes.Ready(ModelHealthCheck.Name, new ModelHealthCheck(service.Models)),
            .. Health,
        ];

    /// <summary>With the settings of the scorer beside it.</summary>
    public ApiRole(
        Settings settings,
        ScorerSettings scorer,
        ISchemaRegistry registry,
        ArtifactCache artifacts,
        ModelSlot? models,
        IMetricFactory metrics,
        TimeProvider clock,
        ILoggerFactory logs,
        DecisionSource? decisions = null
    )
    {
        var ofApi = scorer with { Instance = scorer.Instance + InstanceSuffix };
        var ofOwn = new ScorerMetrics(models is null ? metrics : Nowhere());
        service = new OnDemandService(
            ofApi,
            registry,
            artifacts,
            models,
            settings.Api.MaxWaiting,
            ofOwn,
            clock,
            logs.CreateLogger<OnDemandService>(),
            decisions
        );
        Web = [new ApiPart(service, settings.Api, new ApiMetrics(metrics), clock)];
        Health =
        [
            HealthProbes.Ready(OnDemandHealthCheck.Name, new OnDemandHealthCheck(service)),
            HealthProbes.Moves("api", () => service.SilentFor, TimeSpan.FromSeconds(settings.Scorer.HungAfterSeconds)),
        ];
    }

    public IEnumerable<IWebPart> Web { get; }

    public IEnumerable<HealthCheckRegistration> Health { get; }

    public Task RunAsync(CancellationToken stop) => service.RunAsync(stop);

    public ValueTask DisposeAsync()
    {
        service.Dispose();
        return ValueTask.CompletedTask;
    }

    private static MetricFactory Nowhere() => Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
}
