using Hangfire;
using Hangfire.Common;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Retraining.Tracking;

namespace Streaming.Retraining.Schedule;

/// <summary>A pass to the tracking server as a recurring job, in a queue of its own: it waits for no stage, and no stage for it.</summary>
public sealed class TrackingJob(TrackingPasses passes, TrainerLifetime lifetime, ILogger<TrackingJob> log)
{
    internal const string Queue = "tracking";

    private const string JobId = "tracking";

    /// <summary>Not tried again: the next minute comes.</summary>
    [AutomaticRetry(Attempts = 0)]
    [Queue(Queue)]
    [JobDisplayName("runs to the tracking server")]
    public async Task RunAsync()
    {
        try
        {
            if (await passes.RunAsync(lifetime.Stopping).ConfigureAwait(false) is not { } pass)
                return;
            foreach (var line in pass.Lines)
                log.LogWarning("Tracking by {Server}: {Line}", passes.Server, line);
            if (pass.Exported > 0)
                log.LogInformation(
                    "Tracking by {Server}: {Exported} runs are there now, {Deferred} wait",
                    passes.Server,
                    pass.Exported,
                    pass.Deferred
                );
        }
        catch (OperationCanceledException) when (lifetime.Stopping.IsCancellationRequested)
        {
            // what is missing on the server is sent by the next pass, wherever it runs
        }
        catch (Exception away) when (DatabaseFailure.Is(away))
        {
            log.LogWarning("Tracking by {Server} waits for our own database: {Reason}", passes.Server, away.Message);
        }
    }

    /// <summary>Puts the job into the job database, or takes an earlier one out of it.</summary>
    internal static void Apply(JobStorage storage, bool hasServer)
    {
        var recurring = new RecurringJobManager(storage);
        if (hasServer)
            recurring.AddOrUpdate(
                JobId,
                Job.FromExpression<TrackingJob>(job => job.RunAsync()),
                Cron.Minutely(),
                new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc }
            );
        else
            recurring.RemoveIfExists(JobId);
    }
}
