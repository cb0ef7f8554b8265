using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Logs;

namespace Streaming.Console.Projection;

/// <summary>
/// Reads all partitions of the output topics from given positions, committed records only, without a group: the positions are the
/// database's. For one thread.
/// </summary>
internal sealed class ProjectionReader : IDisposable
{
    private static readonly TimeSpan PartitionCheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Of values: so much is held at most, whatever the records' sizes.</summary>
    private const long LargestBatchBytes = 32L * 1024 * 1024;

    private readonly ProjectorSettings settings;
    private readonly RecordDecoder decoder;
    private readonly IReadOnlyDictionary<(string Topic, int Partition), long> positions;
    private readonly TimeProvider clock;
    private readonly TopicReader reader;
    private long partitionsCheckedAt;

    /// <param name="settings">Cluster and batch sizes.</param>
    /// <param name="positions">The offset to read next of each partition that was read from before; others are read from their
    /// beginning.</param>
    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    public ProjectionReader(
        ProjectorSettings settings,
        RecordDecoder decoder,
        IReadOnlyDictionary<(string Topic, int Partition), long> positions,
        TimeProvider clock,
        ILogger log
    )
    {
        (this.settings, this.decoder, this.positions, this.clock) = (settings, decoder, positions, clock);
        reader = new TopicReader(
            new TopicReaderOptions
            {
                Client = settings.Client,
                Name = "console-projector",
                Complain = error => log.LogDebug("Projector: {Reason}", error.Reason),
                OnCut = cut =>
                    log.LogWarning(
                        "Projector: {Partition} was cut at {First} before it was read; "
                            + "the records from {Wanted} on are not in the read models",
                        cut.Partition,
                        cut.First,
                        cut.Wanted
                    ),
            }
        );
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
    /// <exception cref="KafkaException">The broker does not answer or a partition cannot be read.</exception>
    /// <exception cref="Kafka.Registry.RegistryUnavailableException">The schema registry could not be asked.</exception>
    public ProjectionBatch Read(CancellationToken stop)
    {
        if (clock.GetElapsedTime(partitionsCheckedAt) > PartitionCheck)
            AddNew();
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
                records.Add(decoder.Decode(record));
                bytes += record.Message.Value?.Length ?? 0;
                moved[place] = record.Offset.Value + 1;
            }

            reader.Advance();
        }

        return new ProjectionBatch(records, moved);
    }

    public void Dispose() => reader.Dispose();

    /// <summary>Takes partitions that were added since.</summary>
    private void AddNew()
    {
        reader.Add(
            RecordDecoder
                .Topics.SelectMany(topic => reader.PartitionsOf(topic.Name))
                .Where(partition => !reader.IsReading(partition))
                .Select(partition => new TopicPartitionOffset(
                    partition,
                    positions.TryGetValue((partition.Topic, partition.Partition.Value), out var from) ? from : Offset.Beginning
                ))
        );
        partitionsCheckedAt = clock.GetTimestamp();
    }
}
