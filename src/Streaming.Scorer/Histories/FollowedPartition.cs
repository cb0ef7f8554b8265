using Confluent.Kafka;
using Streaming.Features.Histories;

namespace Streaming.Scorer.Histories;

/// <summary>One partition of an input topic, and how far it has been read.</summary>
internal sealed class FollowedPartition(InputLog log, TopicPartition partition, long next)
{
    public InputLog Log { get; } = log;

    public TopicPartition Partition { get; } = partition;

    /// <summary>The offset to read next.</summary>
    public long Next { get; set; } = next;

    /// <summary>Next must reach it before the waiting ends; null while nothing waits for this partition.</summary>
    public long? Goal { get; set; }

    public LogPosition PositionOf(long offset) => new(Log, Partition.Partition.Value, offset);
}
