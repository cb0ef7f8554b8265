using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Features.Histories;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Lag;

namespace Streaming.Scorer.Logs;

/// <summary>What the scoring loop asks about the logs beneath it: topics made anew, records cut before they were scored, events that a history left out. For the loop's thread.</summary>
internal sealed class LogChanges(ScorerSettings settings, LogWatch watch, UnscoredCuts cuts, HistoryLosses losses, ILogger log) : ILogChanges
{
    public void Begin(HistoryTable table)
    {
        losses.Look(table, isLive: false);
        try
        {
            using var group = new GroupPosition(settings, log) { BeginsAt = cuts.Note };
            group.Look();
        }
        catch (KafkaException unanswered)
        {
            log.LogWarning("Whether retention has cut what was not scored is looked at later: {Reason}", unanswered.Message);
        }
    }

    public void LookAt(HistoryTable table) => losses.Look(table, isLive: true);

    public Task AskAgain(bool isNeeded) => isNeeded ? watch.AskAgain() : Task.CompletedTask;

    public void ThrowIfMadeAnew(Task asked, CancellationToken stop)
    {
        asked.Wait(stop);
        watch.ThrowIfChanged();
    }
}
