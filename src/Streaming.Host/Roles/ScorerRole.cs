using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Host.Health;
using Streaming.Kafka.Registry;
using Streaming.Scorer;

namespace Streaming.Host.Roles;

/// <summary>Scores deliveries.</summary>
internal sealed class ScorerRole(RoleRun run, ScorerService scorer, BrokerHealthCheck brokers, ISchemaRegistry registry) : IRole
{
    public IEnumerable<HealthCheckRegistration> Health { get; } =
    [
        HealthProbes.Ready(BrokerHealthCheck.Name, brokers),
        HealthProbes.Ready(RegistryHealthCheck.Name, new RegistryHealthCheck(registry)),
        HealthProbes.Ready(ModelHealthCheck.Name, new ModelHealthCheck(scorer.Models)),
        HealthProbes.Ready(ScorerHealthCheck.Name, new ScorerHealthCheck(scorer)),
        HealthProbes.Moves("scorer", () => scorer.SilentFor, TimeSpan.FromSeconds(run.Settings.Scorer.HungAfterSeconds)),
    ];

    public Task RunAsync(CancellationToken stop) => scorer.RunAsync(stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
