using Prometheus;
using Streaming.Host.Web;
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
        Ready = [parts.Brokers, new RegistryReadiness(parts.Registry), new ModelReadiness(scorer.Models), new ScorerReadiness(scorer)];
        Live = [new LoopLiveness("scorer", () => scorer.SilentFor, TimeSpan.FromSeconds(settings.HungAfterSeconds))];
    }

    public IEnumerable<IReadinessCheck> Ready { get; }

    public IEnumerable<IReadinessCheck> Live { get; }

    /// <summary>The model in service.</summary>
    public ModelSlot Models => scorer.Models;

    public Task RunAsync(CancellationToken stop) => scorer.RunAsync(stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
