using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Audit;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Kafka.Registry;
using Streaming.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;

namespace Streaming.Host.Roles;

/// <summary>Works on training runs.</summary>
internal sealed class TrainerRole(
    RoleRun run,
    AuditStore audit,
    ClientConfig client,
    ISchemaRegistry registry,
    ILoggerFactory logs,
    TimeProvider clock
) : IRole
{
    private readonly JobTables jobs = new(run.Database);
    private volatile bool isWorking;

    public IEnumerable<HealthCheckRegistration> Health =>
        [HealthProbes.Ready(TrainerHealthCheck.Name, new TrainerHealthCheck(jobs.Database, () => isWorking))];

    public async Task RunAsync(CancellationToken stop)
    {
        await using var services = Services();
        var server = services.GetRequiredService<TrainerServer>();
        try
        {
            await server.StartAsync(stop).ConfigureAwait(false);
            isWorking = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (ArgumentException cron) when (run.Settings.Trainer.Schedule is { Length: > 0 } schedule)
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
        var folder = run.ConfigFolder!;
        services.AddSingleton(logs);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(clock);
        services.AddSingleton(audit);
        services.AddSingleton(client);
        services.AddSingleton(registry);
        services.AddSingleton(jobs);
        services.AddSingleton(run.Seams.Stages ?? run.Settings.ToStages(folder, registry));
        services.AddSingleton<RunObserver>(new StageMetrics(Prometheus.Metrics.DefaultFactory).Note);
        services.AddRetraining(run.Settings.ToRetraining(folder, run.Seams.Child));
        return services.BuildServiceProvider();
    }
}
