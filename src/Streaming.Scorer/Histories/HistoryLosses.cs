using Microsoft.Extensions.Logging;
using Streaming.Features.Histories;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Histories;

/// <summary>
/// Tells what a history did not take as it came: events that are older than everything it remembers and are left out, and events that came
/// beyond the bounds of arrival and count on
/// a later day. Once the logs were read to their end neither should be: a producer's clock is wrong, or it sends what is long past. For one
/// thread.
/// </summary>
/// <param name="reader">Whose history, for the metric: scorer or api.</param>
public sealed class HistoryLosses(string reader, ScorerMetrics metrics, ScorerState state, TimeProvider time, ILogger log)
{
    /// <summary>So long readiness tells of them after the last one.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private HistoryTable? seen;
    private long tooOld;
    private long late;
    private long? grownAt;
    private (long TooOld, long Late) sinceStart;

    /// <summary>Looks at what has come since the last look.</summary>
    /// <param name="table">That of the follower; another one than before begins anew.</param>
    /// <param name="isLive">Whether the logs were read to their end. Before that an artifact's history meets what it has long forgotten, as
    /// it must.</param>
    public void Look(HistoryTable table, bool isLive)
    {
        if (table != seen)
            (seen, tooOld, late) = (table, 0, 0);
        var (newTooOld, newLate) = (table.TooOldEvents - tooOld, table.LateEvents - late);
        if (newTooOld == 0 && newLate == 0)
        {
            if (grownAt is { } at && time.GetElapsedTime(at) > Remembered)
                Forget();
            return;
        }

        (tooOld, late) = (tooOld + newTooOld, late + newLate);
        metrics.HistoryDropped.WithLabels(reader, "too_old").Inc(newTooOld);
        metrics.HistoryDropped.WithLabels(reader, "late").Inc(newLate);
        if (!isLive)
        {
            log.LogInformation(
                "Histories: {TooOld} events are older than what is remembered and were left out, {Late} count on a later day than their "
                    + "own",
                newTooOld,
                newLate
            );
            return;
        }

        grownAt = time.GetTimestamp();
        sinceStart = (sinceStart.TooOld + newTooOld, sinceStart.Late + newLate);
        var what =
            $"histories: {sinceStart.TooOld} events were older than everything that is remembered and are left out, {sinceStart.Late} "
            + $"came too late and count on a later day than their own "
            + $"(stream time {table.Through}); look for a producer whose recorded_at is wrong";
        if (state.Warn(nameof(HistoryLosses), what))
            log.LogWarning("{What}", what);
    }

    private void Forget()
    {
        (grownAt, sinceStart) = (null, default);
        state.Withdraw(nameof(HistoryLosses));
    }
}
