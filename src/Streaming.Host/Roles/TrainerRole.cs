using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;

namespace Streaming.Host.Roles;

/// <summary>Works on training runs.</summary>
internal sealed class TrainerRole : IRole
{
    private readonly RoleParts parts;
    private readonly JobTables jobs;
    private volatile bool isWorking;

    public TrainerRole(RoleParts parts)
    {
        this.parts = parts;
        jobs = new JobTables(parts.Settings.Postgres.ToConnectionString());
        Health = [HealthProbes.Ready(TrainerHealthCheck.Name, new TrainerHealthCheck(jobs.Database, () => isWorking))];
    }

    public IEnumerable<HealthCheckRegistration> Health { get; }

    public async Task RunAsync(CancellationToken stop)
    {
        await using var services = Services();
        var server = services.GetRequiredService<TrainerServer>();
        try
        {
            await server.StartAsync(stop).ConfigureAwait(false);
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
            await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => jobs.DisposeAsync();

    /// <summary>New for each start of the role; what the role or the process owns is not disposed with them.</summary>
    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton(parts.Logs);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(parts.Clock);
        services.AddSingleton(parts.Audit);
        services.AddSingleton(parts.Client);
        services.AddSingleton(parts.Registry);
        services.AddSingleton(jobs);
        services.AddSingleton(parts.Seams.Stages ?? parts.Settings.ToStages(parts.ConfigFolder, parts.Registry));
        services.AddSingleton<RunObserver>(new StageMetrics(Prometheus.Metrics.DefaultFactory).Note);
        services.AddRetraining(parts.Settings.ToRetraining(parts.ConfigFolder, parts.Seams.Child));
        return services.BuildServiceProvider();
    }
}
