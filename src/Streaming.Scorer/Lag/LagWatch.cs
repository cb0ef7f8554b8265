using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Lag;

/// <summary>
/// Says how far the scoring group is behind, once a second on a thread of its own: also while nothing flows, and while the scoring loop
/// hangs. What it says is about the
/// whole group and all partitions, the same in every instance. While the cluster does not answer, the number of records stays as it was and
/// the age of the oldest goes on growing.
/// </summary>
internal sealed class LagWatch(
    ScorerSettings settings,
    ScorerMetrics metrics,
    ScorerState state,
    UnscoredCuts cuts,
    TimeProvider time,
    ILogger log
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private DateTimeOffset? oldest;

    public void Run(CancellationToken stop)
    {
        GroupPosition? group = null;
        try
        {
            var isFailing = false;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    group ??= new GroupPosition(settings, log) { BeginsAt = cuts.Note };
                    Look(group);
                    state.PositionKnown();
                    isFailing = false;
                }
                catch (Exception fault) when (FaultPolicy.MayGoOn(fault))
                {
                    // It only measures: whatever goes wrong here is told, and scoring goes on. Only the cluster's own silence makes a
                    // scorer unready.
                    var why = FaultPolicy.LogMessage(fault);
                    if (fault is KafkaException)
                        state.PositionUnknown(FaultPolicy.PublicMessage(fault));
                    if (!isFailing)
                        log.LogWarning("How far the group is behind is not known at present: {Fault}", why);
                    isFailing = true;
                    group?.Dispose();
                    group = null;
                    metrics.LagFailures.Inc();
                }

                metrics.LagSeconds.Set(oldest is { } written ? Math.Max(0, (time.GetUtcNow() - written).TotalSeconds) : 0);
                stop.WaitHandle.WaitOne(Interval);
            }
        }
        finally
        {
            group?.Dispose();
        }
    }

    private void Look(GroupPosition group)
    {
        var partitions = group.Look();
        oldest = partitions.Min(partition => partition.OldestWrittenAt);
        metrics.LagRecords.Set(partitions.Sum(partition => partition.Records));
        metrics.LagCheckedAt.Set(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
    }
}
