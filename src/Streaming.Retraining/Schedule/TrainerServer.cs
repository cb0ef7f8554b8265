using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Audit;
using Streaming.Models.Policy;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Tracking;

namespace Streaming.Retraining.Schedule;

/// <summary>All that a process needs to work on training runs.</summary>
public sealed record TrainerParts
{
    public required AuditStore Audit { get; init; }

    /// <summary>Of the leases; stays the caller's.</summary>
    public required NpgsqlDataSource Database { get; init; }

    /// <summary>The same database, for the jobs.</summary>
    public required string ConnectionString { get; init; }

    public required StageSet Stages { get; init; }

    public required TrainerSettings Settings { get; init; }

    public required IStageConsequence Consequence { get; init; }

    public required RetrainingSchedule Schedule { get; init; }

    /// <summary>Sends runs to a tracking server; null when there is none. Stays the caller's.</summary>
    public TrackingPasses? Tracking { get; init; }

    /// <summary>Hears every event that this process has recorded of a run; may be called by several threads, must not throw. Default:
    /// nobody.</summary>
    public Action<object> Observer { get; init; } = _ => { };

    /// <summary>Version of this program, told in the run's request.</summary>
    public required string CodeVersion { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILoggerFactory Logs { get; init; }
}

/// <summary>Works on training runs until it is told to stop: a worker for the jobs, and a watch that resumes runs which nobody works on any
/// more.</summary>
public sealed class TrainerServer : IAsyncDisposable
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(2);

    private readonly TrainerParts parts;
    private readonly JobStorage storage;
    private readonly List<BackgroundJobServer> workers = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly ILogger log;
    private readonly Task watching;

    private TrainerServer(TrainerParts parts, JobStorage storage, bool hasSchedule)
    {
        (this.parts, this.storage) = (parts, storage);
        log = parts.Logs.CreateLogger<TrainerServer>();
        var leases = new LeaseTable(parts.Database);
        var jobs = new StageJobs(storage);
        Runs = new TrainingRuns(parts.Audit, leases, parts.Stages, jobs, parts.Settings.Node, parts.CodeVersion, parts.Clock);
        var executor = new RunExecutor(
            parts.Audit,
            leases,
            parts.Stages,
            parts.Settings,
            parts.Consequence,
            parts.Clock,
            parts.Logs.CreateLogger<RunExecutor>(),
            parts.Observer
        );
        if (hasSchedule)
        {
            parts.Schedule.Apply(storage);
            TrackingJob.Apply(storage, parts.Tracking is not null);
        }

        var activator = new JobsOf(
            new Dictionary<Type, Func<object>>
            {
                [typeof(StageJob)] = () => new StageJob(executor, jobs, stopping.Token),
                [typeof(ScheduledRun)] = () =>
                    new ScheduledRun(Runs, parts.Schedule, parts.Logs.CreateLogger<ScheduledRun>(), stopping.Token),
                [typeof(TrackingJob)] = () => new TrackingJob(parts.Tracking!, parts.Logs.CreateLogger<TrackingJob>(), stopping.Token),
            }
        );
        var name = parts.Settings.Node.Replace('/', '-');
        workers.Add(Worker(name, EnqueuedState.DefaultQueue, activator));
        if (hasSchedule && parts.Tracking is not null)
            workers.Add(Worker($"{name}-tracking", TrackingJob.Queue, activator));
        watching = WatchAsync();
    }

    /// <summary>Starts and cancels runs, and tells which are active.</summary>
    public TrainingRuns Runs { get; }

    /// <summary>Begins to work, once the database answers.</summary>
    /// <param name="hasSchedule">Whether this process puts the schedule into the database; one that works for a single command does
    /// not.</param>
    public static async Task<TrainerServer> StartAsync(TrainerParts parts, bool hasSchedule, CancellationToken stop)
    {
        var log = parts.Logs.CreateLogger<TrainerServer>();
        // A service waits for the administrator too, a single command only for an outage.
        var storage = hasSchedule
            ? await DatabaseTrouble.InsistAsync(OpenAsync, parts.Clock, stop).ConfigureAwait(false)
            : await DatabaseTrouble.RideOutAsync(OpenAsync, parts.Clock, stop).ConfigureAwait(false);
        return new TrainerServer(parts, storage, hasSchedule);

        async Task<JobStorage> OpenAsync()
        {
            try
            {
                return await JobDatabase.OpenAsync(parts.Database, parts.ConnectionString, stop).ConfigureAwait(false);
            }
            catch (Exception away) when (DatabaseFailure.CauseOf(away) is { } cause)
            {
                log.LogWarning("The trainer waits for the database: {Reason}", cause.Message);
                throw;
            }
        }
    }

    /// <summary>Stops: a stage under way is given up and done again by whoever resumes its run.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
            worker.SendStop();
        await stopping.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        await Task.Run(() => workers.ForEach(worker => worker.Dispose())).ConfigureAwait(false);
        stopping.Dispose();
        (storage as IDisposable)?.Dispose();
    }

    private BackgroundJobServer Worker(string name, string queue, JobActivator activator) =>
        new(
            new BackgroundJobServerOptions
            {
                ServerName = name,
                Queues = [queue],
                WorkerCount = 1,
                Activator = activator,
                StopTimeout = TimeSpan.Zero,
            },
            storage
        );

    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                foreach (var run in await Runs.ResumeAbandonedAsync(stopping.Token).ConfigureAwait(false))
                    log.LogWarning("Run {Run} was interrupted; it is resumed", run);
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                log.LogWarning("Active runs could not be looked at: {Reason}", trouble.Message); // looked at again soon
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(WatchPeriod, parts.Clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class JobsOf(Dictionary<Type, Func<object>> makers) : JobActivator
    {
        public override object ActivateJob(Type jobType) => makers[jobType]();
    }
}
