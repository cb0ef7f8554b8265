using Confluent.Kafka;
using Npgsql;
using Prometheus;
using Streaming.Audit;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Rules;
using Streaming.Host.Configuration;
using Streaming.Host.Promotions;
using Streaming.Host.Web;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Roles;

/// <summary>Builds the parts of a process from its settings and runs its roles until it is told to stop.</summary>
internal static class RoleHost
{
    public static Task RunAsync(Settings settings, OrderRules rules, IReadOnlyList<string> roles, ILoggerFactory logs, TimeProvider clock, CancellationToken stop) =>
        RunAsync(settings, rules, roles, ScoringSeams.None, logs, clock, stop);

    internal static async Task RunAsync(Settings settings, OrderRules rules, IReadOnlyList<string> roles, ScoringSeams seams, ILoggerFactory logs, TimeProvider clock, CancellationToken stop)
    {
        var log = logs.CreateLogger("Streaming.Host");
        log.LogInformation("Roles: {Roles}. The cluster at {Servers} decides which guarantee holds: exactly once on Apache Kafka, at least once on a mock", string.Join(", ", roles), settings.Kafka.BootstrapServers);
        using var registry = new SchemaRegistryClient(settings.SchemaRegistry.ToConfig());
        var client = settings.Kafka.ToClientConfig();
        await using var audit = AuditStore.Open(settings.Postgres.ToConnectionString(), clock);
        var artifacts = new ArtifactCache(settings.Scorer.ArtifactCache, audit.Artifacts.FindAsync);
        var scorer = new ScorerService(settings.Scorer.ToScorerSettings(client, rules), registry, artifacts, new ScorerMetrics(Metrics.DefaultFactory), seams, clock, logs.CreateLogger<ScorerService>());
        using var brokers = new BrokerReadiness(client);
        await using var console = roles.Contains("console") ? new ConsoleRole(settings, settings.Postgres.ToConnectionString(), audit, client, registry, logs, clock) : null;
        IReadinessCheck[] ofScorer = roles.Contains("scorer") ? [new ModelReadiness(scorer.Models), new ScorerReadiness(scorer)] : [];
        await using var web = HostApp.Build(settings.Listen, [brokers, new RegistryReadiness(registry), .. ofScorer, .. console?.Checks ?? []], clock, services: console is null ? null : console.AddServices);
        console?.Map(web);
        await web.StartAsync(stop).ConfigureAwait(false);
        log.LogInformation("Listening on {Address}: /metrics, /health/live, /health/ready", HostApp.AddressOf(web));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var anchoring = Task.CompletedTask;
        try
        {
            await RelayAsync(audit, client, registry, log, stop).ConfigureAwait(false);
            anchoring = Anchoring.RunAsync(audit, client, registry, clock, trouble => log.LogWarning("Anchors: {Reason}", trouble), ending.Token);
            await RunAllAsync(roles, scorer, console, stop).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await anchoring.ConfigureAwait(false);
            await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the roles; the first that ends, in whatever way, ends the other.</summary>
    private static async Task RunAllAsync(IReadOnlyList<string> roles, ScorerService scorer, ConsoleRole? console, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = new List<Task>();
        if (roles.Contains("scorer")) running.Add(scorer.RunAsync(ending.Token));
        if (console is not null) running.Add(console.RunAsync(ending.Token));
        await Task.WhenAny(running).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Publishes a decision that the topic has missed. A database that is away stops nobody: the topic and the artifact cache are enough to score.</summary>
    private static async Task RelayAsync(AuditStore audit, ClientConfig client, ISchemaRegistry registry, ILogger log, CancellationToken stop)
    {
        try
        {
            var published = await Promotion.RelayAsync(audit, client, registry, stop).ConfigureAwait(false);
            foreach (var decision in published) log.LogInformation("Decision {Number} about {Model} published anew", decision.DecisionNumber, decision.ModelName);
        }
        catch (Exception trouble) when (trouble is NpgsqlException or KafkaException or FailedException or RegistryUnavailableException)
        {
            log.LogWarning("Promotions could not be compared with the audit trail: {Reason}", trouble.Message);
        }
    }
}
