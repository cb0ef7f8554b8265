using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Retraining.Runs;

namespace Streaming.Retraining.Schedule;

/// <summary>Works on training runs until it is stopped: workers for the jobs, and a watch that resumes runs which nobody works on any
/// more. Stop it before its container is disposed, which makes the jobs.</summary>
public sealed class TrainerServer(
    JobTables tables,
    JobWorkers workers,
    RunWatch watch,
    TrainerLifetime lifetime,
    TimeProvider clock,
    ILogger<TrainerServer> log
) : IHostedService
{
    private Task watching = Task.CompletedTask;

    /// <summary>Begins to work, once the database answers.</summary>
    /// <exception cref="ArgumentException">The schedule is no cron expression.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // A service waits for the administrator too, a single command only for an outage.
        _ = workers.HaveSchedule
            ? await DatabaseRetry.UntilDoneAsync(OpenAsync, clock, cancellationToken).ConfigureAwait(false)
            : await DatabaseRetry.DuringOutageAsync(OpenAsync, clock, cancellationToken).ConfigureAwait(false);
        workers.Start();
        watching = watch.RunAsync(lifetime.Stopping);

        async Task<JobStorage> OpenAsync()
        {
            try
            {
                return await tables.OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception away) when (DatabaseFailure.CauseOf(away) is { } cause)
            {
                log.LogWarning("The trainer waits for the database: {Reason}", cause.Message);
                throw;
            }
        }
    }

    /// <summary>Stops: a stage under way is given up and done again by whoever resumes its run.</summary>
    /// <param name="cancellationToken">Not used: the jobs under way end soon by themselves.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        workers.SendStop();
        await lifetime.StopAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        await workers.EndAsync().ConfigureAwait(false);
    }
}
