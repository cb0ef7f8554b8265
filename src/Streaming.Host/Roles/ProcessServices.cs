using Prometheus;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Cases.Store;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Kafka.Registry;
using Streaming.Notifications.Outbox;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Roles;

/// <summary>Services that the roles of one process share. The container disposes what it makes.</summary>
internal static class ProcessServices
{
    /// <summary>Log, clock, metrics, cluster, registry, audit trail and the cache of artifacts.</summary>
    /// <param name="services">Of the process.</param>
    /// <param name="run">Its parts, as the settings name them.</param>
    /// <param name="logs">Not disposed here.</param>
    /// <param name="clock">Of everything in the process.</param>
    public static IServiceCollection AddProcess(this IServiceCollection services, RoleRun run, ILoggerFactory logs, TimeProvider clock)
    {
        var settings = run.Settings;
        services.AddSingleton(run);
        services.AddSingleton(logs);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<ILogger>(logs.CreateLogger("Streaming.Host"));
        services.AddSingleton(clock);
        services.AddSingleton<IMetricFactory>(Metrics.DefaultFactory);
        services.AddSingleton(settings.Kafka.ToClientConfig());
        services.AddSingleton<ISchemaRegistry>(_ => new ConfluentRegistry(settings.ToRegistryConfig()));
        services.AddSingleton(_ => settings.OpenAudit(clock, run.Database));
        services.AddSingleton(_ => AccountDatabase.Open(run.Database));
        services.AddSingleton(_ => NotificationStore.Open(run.Database, clock));
        services.AddSingleton(provider =>
            CaseStore.Open(run.Database, clock, extend: provider.GetRequiredService<NotificationStore>().Extend)
        );
        services.AddSingleton<DecisionSource>(provider => provider.GetRequiredService<AuditStore>().Models.DecisionsAsync);
        services.AddSingleton(provider => new ArtifactCache(
            settings.Scorer.ArtifactCache,
            provider.GetRequiredService<AuditStore>().Artifacts.FindAsync,
            provider.GetRequiredService<ILogger<ArtifactCache>>()
        ));
        services.AddSingleton(run.Seams.Scoring);
        services.AddSingleton<BrokerHealthCheck>();
        services.AddSingleton<AuditUpkeep>();
        services.AddSingleton<RoleMetrics>();
        return services;
    }
}
