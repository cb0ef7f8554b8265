using Microsoft.Extensions.Logging;
using Streaming.Features.Histories;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Lag;

namespace Streaming.Scorer.Logs;

/// <summary>What the scoring loop asks about the logs beneath it: topics made anew, records cut before they were scored, events that a
/// history left out. For the loop's thread.</summary>
internal sealed class LogChanges(ScorerSettings settings, LogWatch watch, UnscoredCuts cuts, HistoryLosses losses, ILogger log)
    : ILogChanges
{
    public Task LookForCuts() =>
        Task.Factory.StartNew(Look, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Begin(HistoryTable table, Task looked, CancellationToken stop)
    {
        losses.Look(table, isLive: false);
        looked.Wait(stop);
    }

    public void LookAt(HistoryTable table) => losses.Look(table, isLive: true);

    public Task AskAgain(bool isNeeded) => isNeeded ? watch.AskAgain() : Task.CompletedTask;

    public void ThrowIfMadeAnew(Task asked, CancellationToken stop)
    {
        asked.Wait(stop);
        watch.ThrowIfChanged();
    }

    private void Look()
    {
        try
        {
            using var group = new GroupPosition(settings, log) { BeginsAt = cuts.Note };
            group.LookAtBeginnings();
        }
        catch (Exception unanswered) when (FaultPolicy.MayGoOn(unanswered))
        {
            log.LogWarning(
                "Whether retention has cut what was not scored is looked at later: {Reason}",
                FaultPolicy.LogMessage(unanswered)
            );
        }
    }
}
