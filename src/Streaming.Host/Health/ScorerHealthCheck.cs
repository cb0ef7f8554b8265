using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Scorer;

namespace Streaming.Host.Health;

/// <summary>Orders are being scored.</summary>
internal sealed class ScorerHealthCheck(ScorerService scorer) : IHealthCheck
{
    public const string Name = "scorer";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthResults.Of(scorer.IsScoring, scorer.State).WithWarnings(scorer.Warnings));
}
