using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Models;

namespace Streaming.Host.Health;

/// <summary>
/// A model serves. Names a decision that was refused or waits: what served before it goes on, so that is no reason not to be ready.
/// </summary>
internal sealed class ModelHealthCheck(ModelSlot slot) : IHealthCheck
{
    public const string Name = "model";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            slot.Current is { } served
                ? HealthResults.Of(true, $"{served.Model.Name} {served.Model.Version}, decision {served.DecisionNumber}{Notice}")
                : HealthResults.Of(false, $"waiting for a promotion{Notice}")
        );

    private string Notice => slot.Notice is { } notice ? "; " + notice : "";
}
