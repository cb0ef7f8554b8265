using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Api;
using Streaming.Api.OnDemand;
using Streaming.Host.Health;
using Streaming.Kafka.Registry;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>The role <c>api</c>: answers over HTTP with histories of its own. Beside a scorer in one process it serves the scorer's
/// model.</summary>
internal sealed class ApiRole(
    RoleRun run,
    OnDemandService service,
    ApiPart part,
    BrokerHealthCheck brokers,
    ISchemaRegistry registry,
    TimeProvider clock
) : IRole
{
    public IEnumerable<IWebPart> Web { get; } = [part, new TrialsPart(service, clock)];

    public IEnumerable<HealthCheckRegistration> Health { get; } =
    [
        HealthProbes.Ready(BrokerHealthCheck.Name, brokers),
        HealthProbes.Ready(RegistryHealthCheck.Name, new RegistryHealthCheck(registry)),
        HealthProbes.Ready(ModelHealthCheck.Name, new ModelHealthCheck(service.Models)),
        HealthProbes.Ready(OnDemandHealthCheck.Name, new OnDemandHealthCheck(service)),
        HealthProbes.Moves("api", () => service.SilentFor, TimeSpan.FromSeconds(run.Settings.Scorer.HungAfterSeconds)),
    ];

    public Task RunAsync(CancellationToken stop) => service.RunAsync(stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
