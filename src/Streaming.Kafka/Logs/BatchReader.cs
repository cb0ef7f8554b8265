using System.Diagnostics;
using Confluent.Kafka;

namespace Streaming.Kafka.Logs;

/// <summary>Records of several partitions, and where to read on behind them.</summary>
/// <param name="Records">In the order of their partitions.</param>
/// <param name="Next">The offset to read next of every partition that moved; beyond the last record where a transaction's own marks follow
/// it.</param>
public sealed record LogBatch<T>(IReadOnlyList<T> Records, IReadOnlyDictionary<(string Topic, int Partition), long> Next);

/// <summary>
/// Reads all partitions of topics from given positions in batches, committed records only, without a group: the positions are whose who
/// asks. Partitions that are added are taken within half a minute. For one thread.
/// </summary>
public sealed class BatchReader<T> : IDisposable
{
    private static readonly TimeSpan PartitionCheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Of values: so much is held at most, whatever the records' sizes.</summary>
    private const long LargestBatchBytes = 32L * 1024 * 1024;

    private readonly IReadOnlyList<string> topics;
    private readonly Func<ConsumeResult<byte[], byte[]>, T> decode;
    private readonly IReadOnlyDictionary<(string Topic, int Partition), long> positions;
    private readonly TimeProvider clock;
    private readonly TopicReader reader;
    private long partitionsCheckedAt;

    /// <param name="options">How to reach the cluster.</param>
    /// <param name="topics">Their names.</param>
    /// <param name="decode">Asked again for a record when it failed: for reasons that pass.</param>
    /// <param name="positions">The offset to read next of each partition that was read from before; others are read from their
    /// beginning.</param>
    /// <param name="clock">Of the looks for new partitions.</param>
    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    public BatchReader(
        TopicReaderOptions options,
        IReadOnlyList<string> topics,
        Func<ConsumeResult<byte[], byte[]>, T> decode,
        IReadOnlyDictionary<(string Topic, int Partition), long> positions,
        TimeProvider clock
    )
    {
        (this.topics, this.decode, this.positions, this.clock) = (topics, decode, positions, clock);
        reader = new TopicReader(options);
        try
        {
            AddNew();
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Whether everything that was there to read has been read.</summary>
    public bool IsAtEnd => reader.IsAtEnd;

    /// <summary>Waits for records and gives those of the next batch; an empty one when there are none yet.</summary>
    /// <param name="size">Records that close a batch, 1 or more.</param>
    /// <param name="age">Age that closes a batch.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="KafkaException">The broker does not answer or a partition cannot be read.</exception>
    public LogBatch<T> Read(int size, TimeSpan age, CancellationToken stop)
    {
        if (clock.GetElapsedTime(partitionsCheckedAt) > PartitionCheck)
            AddNew();
        var records = new List<T>();
        var moved = new Dictionary<(string Topic, int Partition), long>();
        var startedAt = Stopwatch.GetTimestamp();
        var bytes = 0L;
        while (records.Count < size && bytes < LargestBatchBytes)
        {
            stop.ThrowIfCancellationRequested();
            var left = age - Stopwatch.GetElapsedTime(startedAt);
            if (moved.Count > 0 && left <= TimeSpan.Zero)
                break;
            if (reader.Peek(moved.Count > 0 ? left : PollWait) is not { } record)
            {
                if (moved.Count == 0)
                    break;
                continue;
            }

            var place = (record.Topic, record.Partition.Value);
            if (record.IsPartitionEOF)
            {
                // The marks of transactions have offsets too, but are never consumed: only the end steps over them.
                if (record.Offset.Value > reader.NextOf(record.TopicPartition))
                    moved[place] = record.Offset.Value;
            }
            else
            {
                records.Add(decode(record));
                bytes += record.Message.Value?.Length ?? 0;
                moved[place] = record.Offset.Value + 1;
            }

            reader.Advance();
        }

        return new LogBatch<T>(records, moved);
    }

    public void Dispose() => reader.Dispose();

    /// <summary>Takes partitions that were added since.</summary>
    private void AddNew()
    {
        reader.Add(
            topics
                .SelectMany(reader.PartitionsOf)
                .Where(partition => !reader.IsReading(partition))
                .Select(partition => new TopicPartitionOffset(
                    partition,
                    positions.TryGetValue((partition.Topic, partition.Partition.Value), out var from) ? from : Offset.Beginning
                ))
        );
        partitionsCheckedAt = clock.GetTimestamp();
    }
}
