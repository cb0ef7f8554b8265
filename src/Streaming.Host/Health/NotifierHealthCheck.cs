using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Audit;
using Streaming.Notifications.Outbox;

namespace Streaming.Host.Health;

/// <summary>Whether messages go out: a warning where one is due for long, not ready where the database is away.</summary>
internal sealed class NotifierHealthCheck(NotificationStore store, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var (counts, oldest) = await store.CountAsync(cancellationToken).ConfigureAwait(false);
            var waiting = counts.GetValueOrDefault(MessageState.Waiting) + counts.GetValueOrDefault(MessageState.Queued);
            var givenUp = counts.GetValueOrDefault(MessageState.GivenUp);
            var words = $"{waiting} messages wait, {givenUp} given up";
            return clock.GetUtcNow() - oldest > Late
                ? HealthCheckResult.Degraded($"{words}; one has been due for more than {Late.TotalMinutes:0} minutes")
                : HealthCheckResult.Healthy(words);
        }
        catch (Exception away) when (DatabaseFailure.Is(away))
        {
            return HealthCheckResult.Unhealthy("the database does not answer", away);
        }
    }
}
