using Confluent.Kafka;

namespace Streaming.Scorer.Deliveries;

/// <summary>
/// At least once: how far results may be on the cluster although the offsets are not committed yet. Said before a batch is sent, so that
/// whoever reads the records again
/// cuts the same batch: its windows then have the ids that they had. The group keeps it, as the offsets of the dead-letter partitions of
/// the same numbers, on which
/// it commits nothing else; like every commit of a member it is refused once the partitions are another's. For one thread.
/// </summary>
/// <param name="consumer">The member of the scoring group.</param>
/// <param name="inputTopic">Topic of the deliveries.</param>
/// <param name="letterTopic">Topic of their dead letters: it has at least as many partitions.</param>
internal sealed class PlannedEnds(IConsumer<byte[], byte[]> consumer, string inputTopic, string letterTopic)
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly HashSet<int> unasked = [];
    private readonly Dictionary<int, long> ends = [];

    /// <summary>No batch has to be cut where an earlier one was.</summary>
    public bool IsEmpty => ends.Count == 0;

    /// <summary>What the group commits before results up to these ends may be on the cluster.</summary>
    public IEnumerable<TopicPartitionOffset> OffsetsOf(IReadOnlyList<TopicPartitionOffset> next) =>
        next.Select(end => new TopicPartitionOffset(letterTopic, end.Partition, end.Offset));

    /// <summary>What ends here is sent: no earlier cut of these partitions is left to be kept.</summary>
    public void MarkSent(IReadOnlyList<TopicPartitionOffset> next)
    {
        foreach (var end in next)
            ends.Remove(end.Partition.Value);
    }

    /// <summary>The group must be asked about these.</summary>
    public void Invalidate(IEnumerable<int> partitions) => unasked.UnionWith(partitions);

    /// <summary>Asks the group about what was invalidated.</summary>
    /// <exception cref="KafkaException">The cluster does not say: ask again before anything is sent.</exception>
    public void Ask()
    {
        if (unasked.Count == 0)
            return;
        var asked = unasked.SelectMany(partition =>
            new[] { new TopicPartition(inputTopic, partition), new TopicPartition(letterTopic, partition) }
        );
        var known = consumer
            .Committed(asked, BrokerWait)
            .ToDictionary(offset => offset.TopicPartition, offset => offset.Offset.IsSpecial ? 0 : offset.Offset.Value);
        foreach (var partition in unasked)
        {
            var planned = known.GetValueOrDefault(new TopicPartition(letterTopic, partition));
            if (planned > known.GetValueOrDefault(new TopicPartition(inputTopic, partition)))
                ends[partition] = planned;
            else
                ends.Remove(partition);
        }

        unasked.Clear();
    }

    /// <summary>These are another's: what they are cut by as well.</summary>
    public void Drop(IReadOnlySet<TopicPartition> revoked)
    {
        foreach (var partition in revoked)
        {
            ends.Remove(partition.Partition.Value);
            unasked.Remove(partition.Partition.Value);
        }
    }

    /// <summary>Whether the record belongs to a batch that was sent before.</summary>
    public bool Covers(ConsumeResult<byte[], byte[]> record) =>
        ends.TryGetValue(record.Partition.Value, out var end) && record.Offset.Value < end;

    /// <summary>Whether these records reach every planned end.</summary>
    public bool AreReachedBy(IEnumerable<ConsumeResult<byte[], byte[]>> records)
    {
        var left = ends.Count;
        foreach (var partition in records.GroupBy(record => record.Partition.Value))
            if (ends.TryGetValue(partition.Key, out var end) && partition.Max(record => record.Offset.Value) >= end - 1)
                left--;
        return left == 0;
    }

    /// <summary>The records are gone, by retention: there is nothing to cut.</summary>
    public void Forget() => ends.Clear();
}
