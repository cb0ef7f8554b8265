using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Logs;

/// <summary>
/// Deliveries that retention removed before the group had scored them: the client goes on behind them without a word. Told once for each of
/// them. Thread-safe: the loop asks before it
/// joins the group, the lag watch once a second.
/// </summary>
internal sealed class UnscoredCuts(ScorerMetrics metrics, ScorerState state, ILogger log)
{
    private readonly Lock gate = new();
    private readonly Dictionary<TopicPartition, long> reported = [];

    /// <param name="partition">Of the deliveries.</param>
    /// <param name="committed">What the group has committed; a special offset where it has nothing, so that nobody can tell what it has
    /// scored.</param>
    /// <param name="first">The first offset that is left.</param>
    public void Note(TopicPartition partition, Offset committed, long first)
    {
        if (committed.IsSpecial || committed.Value >= first)
            return;
        lock (gate)
        {
            var from = Math.Max(committed.Value, reported.GetValueOrDefault(partition));
            if (from >= first)
                return;
            reported[partition] = first;
            metrics.DeliveriesCut.Inc(first - from);
            var what =
                $"{partition.Topic} partition {partition.Partition.Value}: retention removed offsets {from} to {first - 1} before they "
                + $"were scored. Their orders have no score and are in no history; "
                + "publish them again from their source, and keep the topic longer (retention.ms, retention.bytes) than the scorer may "
                + "be away";
            state.Warn($"cut {partition}", what);
            log.LogError("{What}", what);
        }
    }
}
