using Confluent.Kafka;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.DeadLetters;

/// <summary>
/// What the scoring loop must know of parked orders before a batch. A view that lacks a release parks more, which only delays; one that
/// lacks a dead letter of the batch's own
/// partitions would let an order overtake itself. So the end of the log is asked for exactly where a dead letter may be missing: in a
/// partition that was
/// just assigned, when its first records come (its earlier owner may have parked until then), and where this instance has itself sent dead
/// letters.
/// Elsewhere nothing is waited for. For one thread.
/// </summary>
internal sealed class Parking(DeadLetterFollower follower, ParkedOrders orders, ScorerMetrics metrics)
{
    private const int DrainedAtOnce = 1_000;

    private readonly HashSet<int> unsure = [];

    /// <summary>Once, before the histories are read: what was refused must not enter them.</summary>
    public void ReadToEnd(CancellationToken stop) => follower.ReadToEnd(stop);

    /// <summary>Dead letters may have come to these partitions that the view does not hold.</summary>
    public void Invalidate(IEnumerable<int> partitions) => unsure.UnionWith(partitions);

    /// <summary>Before a batch is processed; again when it is read again.</summary>
    public void Prepare(DeliveryBatch batch, CancellationToken stop)
    {
        if (unsure.Count > 0)
        {
            var asked = batch.Records.Select(record => record.Partition.Value).Where(unsure.Contains).ToHashSet();
            if (asked.Count > 0)
                follower.CatchUp(asked, stop);
            unsure.ExceptWith(asked);
        }

        Drain();
    }

    /// <summary>Takes in what has arrived, such as releases by a redrive.</summary>
    public void Drain()
    {
        follower.Drain(DrainedAtOnce);
        metrics.ParkedOrders.Set(orders.Count);
    }
}
