using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Promotions;
using Streaming.Kafka.Registry;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages.Decision;
using Streaming.Retraining.Tracking;

namespace Streaming.Retraining;

/// <summary>How a process retrains.</summary>
public sealed record RetrainingOptions
{
    /// <summary>How it works on runs.</summary>
    public required TrainerSettings Trainer { get; init; }

    /// <summary>When runs are started without anybody asking; null, the default, where the process leaves recurring jobs alone, as one
    /// that works for a single command does.</summary>
    public RetrainingSchedule? Schedule { get; init; }

    /// <summary>The server that runs are sent to; null for none, the default.</summary>
    public TrackingSettings? Tracking { get; init; }
}

/// <summary>Retraining in a container.</summary>
public static class RetrainingServices
{
    /// <summary>
    /// Starting, cancelling and listing of runs by <see cref="TrainingRuns"/>, without a worker. Needs <see cref="AuditStore"/>,
    /// <see cref="JobTables"/>, <see cref="StageSet"/> and <see cref="TimeProvider"/> in the container, and the job tables open before a
    /// run is started.
    /// </summary>
    public static IServiceCollection AddTrainingRuns(this IServiceCollection services, ProcessIdentity process)
    {
        services.AddSingleton(process);
        services.AddSingleton(provider => new LeaseTable(provider.GetRequiredService<JobTables>().Database));
        services.AddSingleton<StageJobs>();
        services.TryAddSingleton<IStageQueue>(provider => provider.GetRequiredService<StageJobs>());
        return services.AddSingleton<TrainingRuns>();
    }

    /// <summary>
    /// Work on runs by <see cref="TrainerServer"/>: stages, leases, jobs, schedule and tracking. Needs, beside what
    /// <see cref="AddTrainingRuns"/> needs, logging, <see cref="ClientConfig"/> and <see cref="ISchemaRegistry"/>. A
    /// <see cref="RunObserver"/> in the container is notified of every event; a <see cref="DecisionRelay"/> there replaces the one that
    /// publishes to the cluster.
    /// </summary>
    public static IServiceCollection AddRetraining(this IServiceCollection services, RetrainingOptions options)
    {
        services.AddTrainingRuns(options.Trainer.Process);
        services.AddSingleton(options.Trainer);
        if (options.Schedule is { } schedule)
            services.AddSingleton(schedule);
        services.AddSingleton<RunJournal>();
        services.AddSingleton<RunLeases>();
        services.AddSingleton<StageWorker>();
        services.AddSingleton<RunExecutor>();
        services.AddSingleton<DecisionPublisher>();
        services.TryAddSingleton(provider =>
        {
            var publisher = provider.GetRequiredService<DecisionPublisher>();
            return new DecisionRelay(
                stop => publisher.PublishAsync(stop),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<DecisionRelay>>()
            );
        });
        services.AddSingleton<PromotionOfRun>();
        services.AddSingleton<IStageConsequence>(provider => provider.GetRequiredService<PromotionOfRun>());
        services.AddSingleton<TrainerLifetime>();
        services.AddSingleton<RunWatch>();
        services.AddSingleton<JobWorkers>();
        services.AddTransient<StageJob>();
        services.AddTransient<ScheduledRun>();
        services.AddTransient<TrackingJob>();
        if (options.Tracking is { } server)
            services.AddSingleton(provider => new TrackingPasses(
                server,
                provider.GetRequiredService<AuditStore>(),
                provider.GetRequiredService<JobTables>().Database,
                Path.Combine(options.Trainer.WorkFolder, "tracking"),
                provider.GetRequiredService<TimeProvider>()
            ));
        return services.AddSingleton<TrainerServer>();
    }
}
