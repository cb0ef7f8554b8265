using Confluent.Kafka;
using Npgsql;
using Prometheus;
using Streaming.Audit;
using Streaming.Contracts.Registry;
using Streaming.Host.Configuration;
using Streaming.Host.Promotions;
using Streaming.Host.Web;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Roles;

/// <summary>Builds the parts of a process from its settings and runs its roles until it is told to stop.</summary>
internal static class RoleHost
{
    public static Task RunAsync(Settings settings, IReadOnlyList<string> roles, ILoggerFactory logs, TimeProvider clock, CancellationToken stop) =>
        RunAsync(settings, roles, ScoringSeams.None, logs, clock, stop);

    internal static async Task RunAsync(Settings settings, IReadOnlyList<string> roles, ScoringSeams seams, ILoggerFactory logs, TimeProvider clock, CancellationToken stop)
    {
        var log = logs.CreateLogger("Streaming.Host");
        log.LogInformation("Roles: {Roles}. The cluster at {Servers} decides which guarantee holds: exactly once on Apache Kafka, at least once on a mock", string.Join(", ", roles), settings.Kafka.BootstrapServers);
        using var registry = new SchemaRegistryClient(settings.SchemaRegistry.ToConfig());
        var client = settings.Kafka.ToClientConfig();
        await using var audit = AuditStore.Open(settings.Postgres.ToConnectionString(), clock);
        var artifacts = new ArtifactCache(settings.Scorer.ArtifactCache, audit.Artifacts.FindAsync);
        var metrics = Metrics.DefaultFactory;
        ProcessMetrics.Export();
        var scorer = roles.Contains(Role.Scorer)
            ? new ScorerService(settings.Scorer.ToScorerSettings(client), registry, artifacts, new ScorerMetrics(metrics), seams, clock, logs.CreateLogger<ScorerService>())
            : null;
        using var api = roles.Contains(Role.Api) ? new ApiRole(settings, client, registry, artifacts, scorer?.Models, metrics, clock, logs) : null;
        using var brokers = new BrokerReadiness(client);
        var hungAfter = TimeSpan.FromSeconds(settings.Scorer.HungAfterSeconds);
        IReadinessCheck?[] ready =
        [
            brokers, new RegistryReadiness(registry), (scorer?.Models ?? api?.Models) is { } models ? new ModelReadiness(models) : null,
            scorer is null ? null : new ScorerReadiness(scorer), api?.Ready,
        ];
        IReadinessCheck?[] live = [scorer is null ? null : new LoopLiveness("scorer", () => scorer.SilentFor, hungAfter), api?.Live];
        var parts = new HostParts { Ready = [.. ready.OfType<IReadinessCheck>()], Live = [.. live.OfType<IReadinessCheck>()], Web = api is null ? [] : [api.Web] };
        await using var web = HostApp.Build(settings.Listen, parts, clock);
        await web.StartAsync(stop).ConfigureAwait(false);
        log.LogInformation("Listening on {Address}: /metrics, /health/live, /health/ready{Api}", HostApp.AddressOf(web), api is null ? "" : ", /api/score, /predict, /openapi/v1.json");
        try
        {
            if (scorer is not null) await RelayAsync(audit, client, registry, log, stop).ConfigureAwait(false);
            await RunAllAsync([scorer is null ? null : scorer.RunAsync, api is null ? null : api.RunAsync], stop).ConfigureAwait(false);
        }
        finally
        {
            await web.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Until all have ended; the end of one, for good or ill, is the end of all.</summary>
    private static async Task RunAllAsync(IEnumerable<Func<CancellationToken, Task>?> roles, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = roles.OfType<Func<CancellationToken, Task>>().Select(role => role(ending.Token)).ToList();
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
