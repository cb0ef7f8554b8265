using Confluent.Kafka;

namespace Streaming.Scorer.Deliveries;

/// <summary>The records of one transaction, as polled. Reused from batch to batch.</summary>
public sealed class DeliveryBatch
{
    /// <summary>As polled: of each partition in its own order.</summary>
    public List<ConsumeResult<byte[], byte[]>> Records { get; } = [];

    /// <summary><see cref="System.Diagnostics.Stopwatch"/> stamp of the first record.</summary>
    public long StartedAt { get; set; }

    /// <summary>Takes all records out.</summary>
    public void Clear() => Records.Clear();

    /// <summary>Takes the records of these partitions out.</summary>
    public void Drop(IReadOnlySet<TopicPartition> revoked) => Records.RemoveAll(record => revoked.Contains(record.TopicPartition));

    /// <summary>Next offset per partition: what the transaction commits.</summary>
    public List<TopicPartitionOffset> Ends() =>
        Records
            .GroupBy(record => record.TopicPartition)
            .Select(group => new TopicPartitionOffset(group.Key, group.Max(record => record.Offset.Value) + 1))
            .ToList();
}
