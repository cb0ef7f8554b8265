using Confluent.Kafka;

namespace Streaming.Replays.OfflineScoring;

/// <summary>
/// Reads several partitions over one consumer, each in its own order, and keeps no more of them than a few thousand records: a partition
/// that is ahead of the others is paused until it is
/// wanted. For one thread.
/// </summary>
/// <param name="consumer">Assigned to the partitions by this; tells the end of each.</param>
/// <param name="isReached">Whether nothing more of a partition counts from an offset on.</param>
/// <param name="decode">Null for a record that is no event.</param>
internal sealed class PartitionBuffers(
    IConsumer<byte[], byte[]> consumer,
    Func<TopicPartition, long, bool> isReached,
    Func<ConsumeResult<byte[], byte[]>, LoggedEvent?> decode
)
{
    /// <summary>So many events of a partition wait at most, a fetch under way aside.</summary>
    private const int Most = 2_000;

    /// <summary>So few are left when it is read on.</summary>
    private const int Few = 500;

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<TopicPartition, Buffered> buffers = [];

    /// <summary>Records read so far.</summary>
    public long Read { get; private set; }

    public void Assign(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
            buffers.Add(partition, new Buffered());
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
    }

    /// <summary>The next event of a partition; null at its end.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public LoggedEvent? Next(TopicPartition partition, CancellationToken stop)
    {
        var buffer = buffers[partition];
        while (buffer.Events.Count == 0)
        {
            if (buffer.IsEnded)
                return null;
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(PollWait) is { } record)
                Take(record);
        }

        var next = buffer.Events.Dequeue();
        if (buffer.IsPaused && buffer.Events.Count <= Few)
        {
            buffer.IsPaused = false;
            consumer.Resume([partition]);
        }

        return next;
    }

    private void Take(ConsumeResult<byte[], byte[]> record)
    {
        var (partition, buffer) = (record.TopicPartition, buffers[record.TopicPartition]);
        if (buffer.IsEnded)
            return;
        if (record.IsPartitionEOF || isReached(partition, record.Offset.Value))
        {
            buffer.IsEnded = true;
            buffer.IsPaused = false;
            consumer.IncrementalUnassign([partition]);
            return;
        }

        Read++;
        if (decode(record) is { } happened)
            buffer.Events.Enqueue(happened);
        if (buffer.IsPaused || buffer.Events.Count < Most)
            return;
        buffer.IsPaused = true;
        consumer.Pause([partition]);
    }

    private sealed class Buffered
    {
        public Queue<LoggedEvent> Events { get; } = [];

        public bool IsEnded { get; set; }

        public bool IsPaused { get; set; }
    }
}
