using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Prometheus;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Lag;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Loop;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer;

/// <summary>The scorer in a container.</summary>
public static class ScorerServices
{
    private const string Reader = "scorer";

    /// <summary>
    /// One scorer instance as a hosted service, also to be had as <see cref="ScorerService"/>. Needs logging,
    /// <see cref="ISchemaRegistry"/> and <see cref="ArtifactCache"/> in the container. A <see cref="DecisionSource"/> there proves
    /// promotions; without one the topic alone counts. <see cref="TimeProvider"/>, <see cref="ScorerMetrics"/>, <see cref="ModelSlot"/> and
    /// <see cref="ScoringSeams"/> there replace the system's clock, the process-wide registry of metrics, a slot of its own, and no faults.
    /// </summary>
    public static IServiceCollection AddScorer(this IServiceCollection services, ScorerSettings settings)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new ScorerMetrics(Metrics.DefaultFactory));
        services.TryAddSingleton<ModelSlot>();
        services.TryAddSingleton(ScoringSeams.None);
        services.AddSingleton<ScorerState>();
        services.AddSingleton(provider => new ModelSource(
            provider.GetRequiredService<ArtifactCache>(),
            provider.GetService<DecisionSource>()
        ));
        AddLogged<LogWatch>(services);
        AddLogged<UnscoredCuts>(services);
        AddLogged<LagWatch>(services);
        AddLogged<HistoryLosses>(services, Reader);
        AddLogged<HistorySnapshots>(services);
        services.AddSingleton<KeptHistories>();
        AddLogged<LogChanges>(services);
        services.AddSingleton<ILogChanges>(provider => provider.GetRequiredService<LogChanges>());
        AddLogged<LoopReport>(services);
        services.AddSingleton(provider => new LoopClientFactory(
            provider.GetRequiredService<ScorerSettings>(),
            provider.GetRequiredService<ISchemaRegistry>(),
            provider.GetRequiredService<ScorerMetrics>(),
            provider.GetRequiredService<ScorerState>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ScorerService>>()
        )
        {
            Seams = provider.GetRequiredService<ScoringSeams>(),
        });
        services.AddSingleton<ScoringWorker>();
        services.AddSingleton(provider => new ScorerService(
            () => Logged<PromotionFollower>(provider),
            provider.GetRequiredService<ScoringWorker>(),
            provider.GetRequiredService<LagWatch>(),
            provider.GetRequiredService<LogWatch>(),
            provider.GetRequiredService<ModelSlot>(),
            provider.GetRequiredService<ScorerState>()
        ));
        return services.AddHostedService(provider => provider.GetRequiredService<ScorerService>());
    }

    /// <summary>All parts of a scorer log under its name.</summary>
    private static void AddLogged<T>(IServiceCollection services, params object[] more)
        where T : class => services.AddSingleton(provider => Logged<T>(provider, more));

    private static T Logged<T>(IServiceProvider provider, params object[] more) =>
        ActivatorUtilities.CreateInstance<T>(provider, [provider.GetRequiredService<ILogger<ScorerService>>(), .. more]);
}
