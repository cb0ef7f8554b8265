using Confluent.Kafka;
using Streaming.Kafka.Logs;

namespace Streaming.Replays.OfflineScoring;

/// <summary>
/// Reads several partitions over one reader, each in its own order, and keeps no more of them than a few thousand records: a partition
/// that is ahead of the others is paused until it is wanted. For one thread.
/// </summary>
/// <param name="reader">Reads nothing else.</param>
/// <param name="decode">Null for a record that is no event.</param>
internal sealed class PartitionBuffers(TopicReader reader, Func<ConsumeResult<byte[], byte[]>, LoggedEvent?> decode)
{
    /// <summary>So many events of a partition wait at most, a fetch under way aside.</summary>
    private const int Most = 2_000;

    /// <summary>So few are left when it is read on.</summary>
    private const int Few = 500;

    private readonly Dictionary<TopicPartition, Buffered> buffers = [];

    /// <summary>Records read so far.</summary>
    public long Read { get; private set; }

    /// <param name="ends">How far each partition is read.</param>
    public void Begin(IReadOnlyCollection<TopicPartitionOffset> ends)
    {
        foreach (var end in ends)
            buffers.Add(end.TopicPartition, new Buffered());
        reader.AddUpTo(ends);
    }

    /// <summary>The next event of a partition; null at its end.</summary>
    /// <exception cref="KafkaException">The cluster is away.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public LoggedEvent? Next(TopicPartition partition, CancellationToken stop)
    {
        var buffer = buffers[partition];
        while (buffer.Events.Count == 0)
        {
            if (!reader.IsReading(partition))
                return null;
            if (reader.ReadNext(stop) is { } record)
                Take(record);
        }

        var next = buffer.Events.Dequeue();
        if (buffer.IsPaused && buffer.Events.Count <= Few)
        {
            buffer.IsPaused = false;
            if (reader.IsReading(partition))
                reader.Resume(partition);
        }

        return next;
    }

    private void Take(ConsumeResult<byte[], byte[]> record)
    {
        var partition = record.TopicPartition;
        var buffer = buffers[partition];
        Read++;
        if (decode(record) is { } happened)
            buffer.Events.Enqueue(happened);
        if (buffer.IsPaused || buffer.Events.Count < Most || !reader.IsReading(partition))
            return;
        buffer.IsPaused = true;
        reader.Pause(partition);
    }

    private sealed class Buffered
    {
        public Queue<LoggedEvent> Events { get; } = [];

        public bool IsPaused { get; set; }
    }
}
