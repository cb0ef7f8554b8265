using Npgsql;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Retraining.Schedule;

namespace Streaming.Host.Roles;

/// <summary>Works on training runs.</summary>
internal sealed class TrainerRole : IRole
{
    private readonly RoleParts parts;
    private readonly NpgsqlDataSource database;
    private volatile bool isWorking;

    public TrainerRole(RoleParts parts)
    {
        this.parts = parts;
        database = NpgsqlDataSource.Create(parts.Settings.Postgres.ToConnectionString());
        Ready = [new TrainerReadiness(database, () => isWorking)];
    }

    public IEnumerable<IReadinessCheck> Ready { get; }

    public async Task RunAsync(CancellationToken stop)
    {
        var promotions = TrainerOfSettings.Promotions(parts.Audit, parts.Client, parts.Registry, parts.Logs, parts.Clock);
        await using var relay = promotions.Relay;
        using var tracking = TrainerOfSettings.Tracking(parts.Settings, parts.Audit, database, parts.Clock);
        var trainer = TrainerOfSettings.Parts(
            parts.Settings,
            parts.ConfigFolder,
            parts.Audit,
            database,
            parts.Settings.Postgres.ToConnectionString(),
            parts.Seams,
            promotions,
            parts.Registry,
            parts.Logs,
            parts.Clock
        ) with
        {
            Tracking = tracking,
            Observer = new StageMetrics(Prometheus.Metrics.DefaultFactory).Note,
        };
        try
        {
            await using var server = await TrainerServer.StartAsync(trainer, hasSchedule: true, stop).ConfigureAwait(false);
            isWorking = true;
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (ArgumentException cron) when (parts.Settings.Trainer.Schedule is { Length: > 0 } schedule)
        {
            throw new SettingsException([
                $"Trainer:Schedule is '{schedule}'; allowed: five cron fields, such as 0 3 * * 1, or empty ({cron.Message})",
            ]);
        }
        finally
        {
            isWorking = false;
        }
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
