using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Cases.Intake;
using Streaming.Host.Health;

namespace Streaming.Host.Roles;

/// <summary>Makes cases of alerts and reviews.</summary>
internal sealed class CasesRole(CaseIntake intake) : IRole
{
    public IEnumerable<HealthCheckRegistration> Health => [HealthProbes.Ready("cases", new CasesHealthCheck(intake))];

    public Task RunAsync(CancellationToken stop) => intake.RunAsync(stop);

    public ValueTask DisposeAsync()
    {
        intake.Dispose();
        return ValueTask.CompletedTask;
    }
}
