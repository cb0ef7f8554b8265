using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Streaming.Cases.Store;
using Streaming.Host.Health;
using Streaming.Notifications.Delivery;
using Streaming.Notifications.Outbox;
using Streaming.Retraining.Schedule;

namespace Streaming.Host.Roles;

/// <summary>Sends messages about cases.</summary>
internal sealed class NotifierRole(
    RoleRun run,
    NotificationStore store,
    CaseStore cases,
    IMetricFactory metrics,
    ILogger<NotifierRole> log,
    TimeProvider clock
) : IRole
{
    private readonly OutboxMetrics shown = new(metrics);
    private readonly JobTables jobs = new(run.Database);

    public IEnumerable<HealthCheckRegistration> Health => [HealthProbes.Ready("notifier", new NotifierHealthCheck(store, clock))];

    public async Task RunAsync(CancellationToken stop)
    {
        await cases.MigrateAsync(stop).ConfigureAwait(false); // the outbox is among its tables
        using var server = new NotificationServer(
            store,
            cases,
            await jobs.OpenAsync(stop).ConfigureAwait(false),
            run.Settings.Notifications.ToSettings(run.Settings.Listen.PublicUrl),
            clock,
            log
        );
        using var timer = clock.CreateTimer(_ => shown.Show(server.Metrics), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        var counting = CountAsync(stop);
        await server.RunAsync(stop).ConfigureAwait(false);
        await counting.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => jobs.DisposeAsync();

    private async Task CountAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var (counts, oldest) = await store.CountAsync(stop).ConfigureAwait(false);
                shown.Show(counts, oldest, clock.GetUtcNow());
            }
            catch (Exception away) when (Audit.DatabaseFailure.Is(away) || away is OperationCanceledException)
            {
                // the figures stay as they were; readiness says why
            }

            await Task.Delay(TimeSpan.FromSeconds(15), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
