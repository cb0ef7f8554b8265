using Streaming.Host.Web;
using Streaming.Models;
using Streaming.Quality.Tables;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Roles;

/// <summary>Scores deliveries.</summary>
internal sealed class ScorerRole : IRole
{
    private readonly ServiceProvider services;
    private readonly ScorerService scorer;

    public ScorerRole(RoleParts parts)
    {
        var settings = parts.Settings.Scorer;
        services = new ServiceCollection()
            .AddSingleton(parts.Logs)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(parts.Clock)
            .AddSingleton(parts.Registry)
            .AddSingleton(
                new ArtifactCache(settings.ArtifactCache, parts.Audit.Artifacts.FindAsync, parts.Logs.CreateLogger<ArtifactCache>())
            )
            .AddSingleton<DecisionSource>(parts.Audit.Models.DecisionsAsync)
            .AddSingleton(parts.Seams.Scoring)
            .AddScorer(settings.ToScorerSettings(parts.Client, SchemaFile.Load(parts.ConfigFolder).OrderRules))
            .BuildServiceProvider();
        scorer = services.GetRequiredService<ScorerService>();
        Ready = [parts.Brokers, new RegistryReadiness(parts.Registry), new ModelReadiness(scorer.Models), new ScorerReadiness(scorer)];
        Live = [new LoopLiveness("scorer", () => scorer.SilentFor, TimeSpan.FromSeconds(settings.HungAfterSeconds))];
    }

    public IEnumerable<IReadinessCheck> Ready { get; }

    public IEnumerable<IReadinessCheck> Live { get; }

    /// <summary>The model in service.</summary>
    public ModelSlot Models => scorer.Models;

    public Task RunAsync(CancellationToken stop) => scorer.RunAsync(stop);

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
