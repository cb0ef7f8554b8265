using Prometheus;
using Streaming.Audit;
using Streaming.Audit.Artifacts;
using Streaming.Contracts.Registry;
using Streaming.Host.Configuration;
using Streaming.Host.Web;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Roles;

/// <summary>Builds the parts of a process from its settings and runs its roles until it is told to stop.</summary>
internal static class RoleHost
{
    public static async Task RunAsync(Settings settings, IReadOnlyList<string> roles, ILoggerFactory logs, TimeProvider clock, CancellationToken stop)
    {
        var log = logs.CreateLogger("Streaming.Host");
        log.LogInformation("Roles: {Roles}. The cluster at {Servers} decides which guarantee holds: exactly once on Apache Kafka, at least once on a mock", string.Join(", ", roles), settings.Kafka.BootstrapServers);
        using var registry = new SchemaRegistryClient(settings.SchemaRegistry.ToConfig());
        var client = settings.Kafka.ToClientConfig();
        var connection = settings.Postgres.ToConnectionString();
        var artifacts = new ArtifactCache(settings.Scorer.ArtifactCache, new ArtifactStore(connection, clock).FindAsync);
        var scorer = new ScorerService(settings.Scorer.ToScorerSettings(settings.Kafka), registry, artifacts, new ScorerMetrics(Metrics.DefaultFactory), clock, logs.CreateLogger<ScorerService>());
        using var brokers = new BrokerReadiness(client);
        await using var web = HostApp.Build(settings.Listen, [brokers, new RegistryReadiness(registry), new ModelReadiness(scorer.Models), new ScorerReadiness(scorer)], clock);
        await web.StartAsync(stop).ConfigureAwait(false);
        log.LogInformation("Listening on {Address}: /metrics, /health/live, /health/ready", HostApp.AddressOf(web));
        try
        {
            await Promoting.RelayAsync(settings, client, registry, log, clock, stop).ConfigureAwait(false);
            await scorer.RunAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
