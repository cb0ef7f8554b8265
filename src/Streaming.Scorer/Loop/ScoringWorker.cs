using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Models;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Logs;

namespace Streaming.Scorer.Loop;

/// <summary>
/// The thread that scores: waits for the first model, then runs the scoring loop until it is told to stop, each time with new clients when
/// the ones before are stuck or follow topics that were made anew.
/// </summary>
/// <param name="models">Receives the first model from elsewhere.</param>
/// <param name="kept">The histories, which outlive the clients.</param>
/// <param name="clients">Opens the clients of each loop.</param>
/// <param name="logs">Notices what changes beneath the clients.</param>
/// <param name="seams">Where a test puts a fault.</param>
/// <param name="report">Receives what people and monitoring must know.</param>
internal sealed class ScoringWorker(
    ModelSlot models,
    KeptHistories kept,
    LoopClientFactory clients,
    ILogChanges logs,
    ScoringSeams seams,
    LoopReport report
)
{
    private static readonly TimeSpan ModelWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until <paramref name="stop"/>: the batch under way is finished and the group is left.</summary>
    public void Run(CancellationToken stop)
    {
        report.BeginsWithModel(models.Current is not null);
        while (models.Current is null)
        {
            report.Moves();
            if (stop.WaitHandle.WaitOne(ModelWait))
                return;
        }

        var backOff = new BackOff();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                report.ReadsHistories();
                using var opened = clients.Open(kept.Load(models.Current.Model));
                new ScoringLoop(opened, kept, logs, models, seams, report).Run(stop);
            }
            catch (TopicMadeAnewException anew)
            {
                kept.Forget(); // from here on the logs are read from their beginning
                report.ReadsAnew(anew);
            }
            catch (Exception fault) when (FaultPolicy.RestartCause(fault) is { } cause)
            {
                report.RestartsClients(fault, cause, backOff.Next);
                backOff.Wait(stop);
            }
        }
    }
}
