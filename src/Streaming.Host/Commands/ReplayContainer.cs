using Streaming.Audit;
using Streaming.Host.Configuration;
using Streaming.Host.Logging;
using Streaming.Kafka.Registry;
using Streaming.Replays;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Commands;

/// <summary>What commands replay with.</summary>
internal static class ReplayContainer
{
    /// <summary>Cluster, registry and audit store of the settings; disposing the container closes what was opened.</summary>
    /// <param name="settings">Of the process.</param>
    /// <param name="level">The least level of the log.</param>
    public static ServiceProvider Open(Settings settings, LogLevel level) =>
        new ServiceCollection()
            .AddSingleton(_ => ProcessLog.Create(level))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ISchemaRegistry>(_ => new ConfluentRegistry(settings.ToRegistryConfig()))
            .AddSingleton(provider => settings.OpenAudit(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new ArtifactCache(
                settings.Scorer.ArtifactCache,
                provider.GetRequiredService<AuditStore>().Artifacts.FindAsync
            ))
            .AddSingleton<DecisionSource>(provider => provider.GetRequiredService<AuditStore>().Models.DecisionsAsync)
            .AddReplays(settings.Scorer.ToScorerSettings(settings.Kafka.ToClientConfig()))
            .BuildServiceProvider();
}
