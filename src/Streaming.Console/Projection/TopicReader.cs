using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Clients;

namespace Streaming.Console.Projection;

/// <summary>
/// Reads all partitions of the output topics from given positions, committed records only, without a group: the positions are the
/// database's. For one thread.
/// </summary>
internal sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan PartitionCheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    /// <summary>Of values: so much is held at most, whatever the records' sizes.</summary>
    private const long LargestBatchBytes = 32L * 1024 * 1024;

    private readonly ProjectorSettings settings;
    private readonly RecordDecoder decoder;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly Dictionary<(string Topic, int Partition), long> next;
    private readonly HashSet<TopicPartition> atEnd = [];
    private HashSet<TopicPartition> assigned = [];
    private long partitionsCheckedAt;

    /// <param name="settings">Cluster and batch sizes.</param>
    /// <param name="positions">The offset to read next of each partition that was read from before; others are read from their
    /// beginning.</param>
    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    public TopicReader(
        ProjectorSettings settings,
        RecordDecoder decoder,
        IReadOnlyDictionary<(string Topic, int Partition), long> positions,
        TimeProvider clock,
        ILogger log
    )
    {
        (this.settings, this.decoder, this.clock, this.log) = (settings, decoder, clock, log);
        next = new(positions);
        var config = settings.Client.ForReading("console-projector");
        config.AutoOffsetReset = AutoOffsetReset.Error;
        consumer = new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => log.LogDebug("Projector: {Reason}", error.Reason))
            .Build();
        try
        {
            AssignNew();
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    /// <summary>Whether everything that was there to read has been read.</summary>
    public bool IsAtEnd => atEnd.Count == assigned.Count;

    /// <summary>Waits for records and gives those of the next batch; an empty one when there are none yet.</summary>
    /// <exception cref="KafkaException">The broker does not answer or a partition cannot be read.</exception>
    /// <exception cref="Kafka.Registry.RegistryUnavailableException">The schema registry could not be asked.</exception>
    public ProjectionBatch Read(CancellationToken stop)
    {
        if (clock.GetElapsedTime(partitionsCheckedAt) > PartitionCheck)
            AssignNew();
        var records = new List<ProjectedRecord>();
        var moved = new Dictionary<(string Topic, int Partition), long>();
        var startedAt = Stopwatch.GetTimestamp();
        var bytes = 0L;
        while (records.Count < settings.BatchSize && bytes < LargestBatchBytes)
        {
            stop.ThrowIfCancellationRequested();
            var left = settings.BatchAge - Stopwatch.GetElapsedTime(startedAt);
            if (moved.Count > 0 && left <= TimeSpan.Zero)
                break;
            if (Consume(moved.Count > 0 ? left : PollWait) is not { } record)
            {
                if (moved.Count == 0)
                    break;
                continue;
            }

            var place = (record.Topic, record.Partition.Value);
            if (record.IsPartitionEOF)
            {
                // The marks of transactions have offsets too, but are never consumed: only the end steps over them.
                atEnd.Add(record.TopicPartition);
                if (record.Offset.Value > next.GetValueOrDefault(place))
                    moved[place] = next[place] = record.Offset.Value;
                continue;
            }

            atEnd.Remove(record.TopicPartition);
            records.Add(decoder.Decode(record));
            bytes += record.Message.Value?.Length ?? 0;
            moved[place] = next[place] = record.Offset.Value + 1;
        }

        return new ProjectionBatch(records, moved);
    }

    public void Dispose() => consumer.Dispose();

    private ConsumeResult<byte[], byte[]>? Consume(TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException outOfRange) when (outOfRange.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            var partition = outOfRange.ConsumerRecord.TopicPartition;
            var bounds = consumer.QueryWatermarkOffsets(partition, BrokerWait);
            var wanted = next.GetValueOrDefault((partition.Topic, partition.Partition.Value));
            if (bounds.Low <= wanted)
                throw new KafkaException(
                    new Error(
                        ErrorCode.OffsetOutOfRange,
                        $"{partition} has no offset {wanted}, its last is {bounds.High - 1}: was the topic cut or made anew?"
                    )
                );
            log.LogWarning(
                "Projector: {Partition} was cut at {First} before it was read; the records from {Wanted} on are not in the read models",
                partition,
                bounds.Low,
                wanted
            );
            next[(partition.Topic, partition.Partition.Value)] = bounds.Low;
            consumer.Seek(new TopicPartitionOffset(partition, bounds.Low));
            return null;
        }
    }

    /// <summary>Takes partitions that were added since.</summary>
    private void AssignNew()
    {
        var all = RecordDecoder.Topics.SelectMany(topic => TopicPartitions.Of(topic.Name, consumer.Handle)).ToHashSet();
        if (!all.SetEquals(assigned))
        {
            assigned = all;
            atEnd.Clear();
            consumer.Assign(
                all.Select(partition => new TopicPartitionOffset(
                    partition,
                    next.TryGetValue((partition.Topic, partition.Partition.Value), out var from) ? from : Offset.Beginning
                ))
            );
        }

        partitionsCheckedAt = clock.GetTimestamp();
    }
}
