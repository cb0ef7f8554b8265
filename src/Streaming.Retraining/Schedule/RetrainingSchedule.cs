using Hangfire;
using Hangfire.Common;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Retraining.Runs;

namespace Streaming.Retraining.Schedule;

/// <summary>When a run is started without anybody asking.</summary>
/// <param name="Cron">Five fields, UTC; empty for never.</param>
/// <param name="Definition">What is trained.</param>
public sealed record RetrainingSchedule(string Cron, Func<RunDefinition> Definition)
{
    private const string JobId = "retraining";

    /// <summary>Puts the schedule into the job database, or takes an earlier one out of it.</summary>
    internal void Apply(JobStorage storage)
    {
        var recurring = new RecurringJobManager(storage);
        if (Cron.Length == 0)
            recurring.RemoveIfExists(JobId);
        else
            recurring.AddOrUpdate(
                JobId,
                Job.FromExpression<ScheduledRun>(run => run.StartAsync()),
                Cron,
                new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc }
            );
    }
}

/// <summary>The start of a run as a recurring job.</summary>
public sealed class ScheduledRun(TrainingRuns runs, RetrainingSchedule schedule, TrainerLifetime lifetime, ILogger<ScheduledRun> log)
{
    /// <summary>Not tried again: the next time comes.</summary>
    [AutomaticRetry(Attempts = 0)]
    [JobDisplayName("scheduled retraining")]
    public async Task StartAsync()
    {
        try
        {
            await runs.StartAsync(
                    schedule.Definition(),
                    "schedule",
                    "schedule",
                    $"due by the schedule '{schedule.Cron}'",
                    lifetime.Stopping
                )
                .ConfigureAwait(false);
        }
        catch (RunActiveException active)
        {
            log.LogWarning("The scheduled run is left out: {Reason}", active.Message);
        }
    }
}
