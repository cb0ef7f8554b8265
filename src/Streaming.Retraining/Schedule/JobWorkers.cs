using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Tracking;

namespace Streaming.Retraining.Schedule;

/// <summary>The workers of one process: one for stages, and one for the tracking server where there is one.</summary>
/// <param name="services">Makes the jobs.</param>
/// <param name="schedule">Null where this process leaves recurring jobs alone.</param>
/// <param name="tracking">Null where there is no server.</param>
public sealed class JobWorkers(
    IServiceProvider services,
    JobTables tables,
    TrainerSettings settings,
    RetrainingSchedule? schedule = null,
    TrackingPasses? tracking = null
)
{
    private readonly List<BackgroundJobServer> workers = [];

    /// <summary>Whether this process keeps the recurring jobs.</summary>
    internal bool HaveSchedule => schedule is not null;

    /// <summary>Puts recurring jobs into the database and begins to work. The job tables are open by now.</summary>
    /// <exception cref="ArgumentException">The schedule is no cron expression.</exception>
    internal void Start()
    {
        var name = settings.Node.Replace('/', '-');
        if (schedule is not null)
        {
            schedule.Apply(tables.Storage);
            TrackingJob.Apply(tables.Storage, tracking is not null);
        }

        workers.Add(Worker(name, EnqueuedState.DefaultQueue));
        if (schedule is not null && tracking is not null)
            workers.Add(Worker($"{name}-tracking", TrackingJob.Queue));
    }

    /// <summary>No job is begun any more; those under way go on.</summary>
    internal void SendStop() => workers.ForEach(worker => worker.SendStop());

    /// <summary>Waits for the jobs under way.</summary>
    internal Task EndAsync() => Task.Run(() => workers.ForEach(worker => worker.Dispose()));

    private BackgroundJobServer Worker(string name, string queue) =>
        new(
            new BackgroundJobServerOptions
            {
                ServerName = name,
                Queues = [queue],
                WorkerCount = 1,
                Activator = new JobsFromServices(services),
                StopTimeout = TimeSpan.Zero,
            },
            tables.Storage
        );

    private sealed class JobsFromServices(IServiceProvider services) : JobActivator
    {
        public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
    }
}
