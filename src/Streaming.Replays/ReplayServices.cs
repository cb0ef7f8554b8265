using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Streaming.Kafka.Registry;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.OfflineScoring;
using Streaming.Replays.Proofs;
using Streaming.Replays.Redrives;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Replays;

/// <summary>What scores from logs outside the loop, in a container.</summary>
public static class ReplayServices
{
    /// <summary>
    /// Offline scoring (<see cref="TopicLog"/>, <see cref="DecisionLog"/>), proofs (<see cref="DecisionSearch"/>, <see cref="Prover"/>),
    /// dead letters (<see cref="DeadLetterListing"/>) and redrives (<see cref="Redrive"/>), a new one for each that asks. Needs logging and
    /// <see cref="ISchemaRegistry"/> in the container; proofs and redrives need <see cref="ArtifactCache"/> too. A
    /// <see cref="DecisionSource"/> there proves promotions, <see cref="TimeProvider"/> replaces the system's clock.
    /// </summary>
    /// <param name="services">Receives them.</param>
    /// <param name="settings">Of the scorers: topics, group, clients.</param>
    public static IServiceCollection AddReplays(this IServiceCollection services, ScorerSettings settings)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddTransient<TopicLog>();
        services.AddTransient<DecisionLog>();
        services.AddTransient<DecisionSearch>();
        services.AddTransient<Prover>();
        services.AddTransient(provider => new DeadLetterListing(
            settings,
            provider.GetRequiredService<ISchemaRegistry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Streaming.DeadLetters")
        ));
        return services.AddTransient(provider => new Redrive(
            settings,
            provider.GetRequiredService<ISchemaRegistry>(),
            provider.GetRequiredService<ArtifactCache>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Streaming.Redrive"),
            provider.GetService<DecisionSource>()
        ));
    }
}
