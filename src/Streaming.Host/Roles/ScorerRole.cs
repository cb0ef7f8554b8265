using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Streaming.Host.Health;
using Streaming.Models;
using Streaming.Quality.Tables;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Roles;

/// <summary>Scores deliveries.</summary>
internal sealed class ScorerRole : IRole
{
    private readonly ScorerService scorer;

    public ScorerRole(RoleParts parts)
    {
        var settings = parts.Settings.Scorer;
        var artifacts = new ArtifactCache(
            settings.ArtifactCache,
            parts.Audit.Artifacts.FindAsync,
            parts.Logs.CreateLogger<ArtifactCache>()
        );
        scorer = new ScorerService(
            settings.ToScorerSettings(parts.Client, SchemaFile.Load(parts.ConfigFolder).OrderRules),
            parts.Registry,
            artifacts,
            new ScorerMetrics(Metrics.DefaultFactory),
            parts.Seams.Scoring,
            parts.Clock,
            parts.Logs.CreateLogger<ScorerService>(),
            parts.Audit.Models.DecisionsAsync
        );
        Health =
        [
            HealthProbes.Ready(BrokerHealthCheck.Name, parts.Brokers),
            HealthProbes.Ready(RegistryHealthCheck.Name, new RegistryHealthCheck(parts.Registry)),
            HealthProbes.Ready(ModelHealthCheck.Name, new ModelHealthCheck(scorer.Models)),
            HealthProbes.Ready(ScorerHealthCheck.Name, new ScorerHealthCheck(scorer)),
            HealthProbes.Moves("scorer", () => scorer.SilentFor, TimeSpan.FromSeconds(settings.HungAfterSeconds)),
        ];
    }

    public IEnumerable<HealthCheckRegistration> Health { get; }

    /// <summary>The model in service.</summary>
    public ModelSlot Models => scorer.Models;

    public Task RunAsync(CancellationToken stop) => scorer.RunAsync(stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
