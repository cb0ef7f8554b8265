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
        var tries = metrics.CreateCounter("notification_tries_total", "Tries to deliver a message.", ["channel", "outcome"]);
        var waiting = metrics.CreateGauge("notification_outbox_messages", "Messages in the outbox.", ["state"]);
        using var timer = clock.CreateTimer(
            _ =>
            {
                foreach (var (key, count) in server.Metrics.Tries)
                    tries.WithLabels(key.Kind.ToString().ToLowerInvariant(), key.State.ToString().ToLowerInvariant()).IncTo(count);
            },
            null,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(5)
        );
        var counting = CountAsync(waiting, stop);
        await server.RunAsync(stop).ConfigureAwait(false);
        await counting.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => jobs.DisposeAsync();

    private async Task CountAsync(Gauge waiting, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var (counts, _) = await store.CountAsync(stop).ConfigureAwait(false);
                foreach (var state in Enum.GetValues<MessageState>())
                    waiting.WithLabels(state.ToString().ToLowerInvariant()).Set(counts.GetValueOrDefault(state));
            }
            catch (Exception away) when (Audit.DatabaseFailure.Is(away) || away is OperationCanceledException)
            {
                // the figures stay as they were; readiness says why
            }

            await Task.Delay(TimeSpan.FromSeconds(15), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
