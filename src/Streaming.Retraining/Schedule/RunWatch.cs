using Microsoft.Extensions.Logging;
using Streaming.Retraining.Runs;

namespace Streaming.Retraining.Schedule;

/// <summary>Resumes runs that nobody works on any more.</summary>
public sealed class RunWatch(TrainingRuns runs, TimeProvider clock, ILogger<RunWatch> log)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Looks every two seconds; a failure is logged and does not end it.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                foreach (var run in await runs.ResumeAbandonedAsync(stop).ConfigureAwait(false))
                    log.LogWarning("Run {Run} was interrupted; it is resumed", run);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogWarning("The active runs could not be read: {Reason}", fault.Message); // the next round reads them again
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Period, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
