using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Models.Policy;
using Streaming.Scorer;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;

namespace Streaming.Replays.OfflineScoring;

/// <summary>An input event and where it stands in the log.</summary>
public readonly record struct LoggedEvent(MarketEvent Event, LogPosition Position, TopicPartitionOffset Coordinates);

/// <summary>Everything that the two input topics hold now, read from the beginning to the end; of the events only a few thousand for each
/// partition are in memory at a time.</summary>
public sealed class TopicLog(ScorerSettings settings, ISchemaRegistry registry)
{
    private const int ReportedEvery = 10_000;

    private readonly RefusedPositions refused = new(settings.NameOf(Topics.OrderDelivered));

    /// <summary>Records that the live loop dead-lettered as invalid, or would have: not among the events. One that only waits behind such a
    /// record is an event.</summary>
    public long Rejected { get; private set; }

    /// <summary>Records that failed for no reason that was foreseen: not among the events. Those that could not be decoded are counted as
    /// rejected, too.</summary>
    public LeftOutRecords LeftOut { get; init; } = new();

    /// <summary>Where a test lets a record fail.</summary>
    internal Action<ConsumeResult<byte[], byte[]>> BeforeDecoding { get; init; } = _ => { };

    /// <summary>When the first event of each partition that has one was recorded; complete once the first event was given.</summary>
    internal Dictionary<TopicPartition, LocalTime> FirstRecorded { get; } = [];

    /// <summary>
    /// The events, partitions merged by recorded_at, each partition in its own order. When a delivery at t comes out, everything up to t
    /// −
    /// 5 min
    /// has come before it, given that a partition's recorded_at runs back by at most four minutes.
    /// </summary>
    /// <param name="progress">Receives the number of records read so far.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <param name="extent">Where the reading ends; null: where the topics end when it begins.</param>
    public IEnumerable<LoggedEvent> Read(IProgress<long>? progress, CancellationToken stop, LogExtent? extent = null)
    {
        Rejected = 0;
        FirstRecorded.Clear();
        DeadLetterFollower.Read(settings, registry, refused, NullLogger.Instance, stop);
        using var reader = new TopicReader(
            new TopicReaderOptions
            {
                Client = settings.Client,
                Name = $"{settings.GroupId}-batch-{Guid.NewGuid():N}",
                Clients = settings.Clients,
                Tune = config => config.QueuedMaxMessagesKbytes = 16 * 1024,
            }
        );
        var logs = new Dictionary<string, InputLog>
        {
            [settings.NameOf(Topics.OrderDelivered)] = InputLog.Deliveries,
            [settings.NameOf(Topics.ReviewSubmitted)] = InputLog.Reviews,
        };
        // What comes while the reading goes on is left to the next one.
        var ends = extent is null ? reader.Ends(logs.Keys.SelectMany(reader.PartitionsOf)) : [.. logs.Keys.SelectMany(extent.EndsOf)];
        var decoder = new InputDecoder(registry) { BeforeDecoding = BeforeDecoding };
        var buffers = new PartitionBuffers(reader, record => Decode(record, logs[record.Topic], decoder));
        buffers.Begin(ends);
        var ordered = ends.Select(end => end.TopicPartition)
            .OrderBy(partition => partition.Topic, StringComparer.Ordinal)
            .ThenBy(partition => partition.Partition.Value)
            .ToList();
        var heads = new PriorityQueue<LoggedEvent, (long Milliseconds, int Partition)>();
        for (var i = 0; i < ordered.Count; i++)
            if (Enqueue(i) is { } first)
                FirstRecorded.Add(ordered[i], first);
        var reported = 0L;
        while (heads.TryDequeue(out var head, out var rank))
        {
            yield return head;
            Enqueue(rank.Partition);
            if (buffers.Read - reported < ReportedEvery)
                continue;
            reported = buffers.Read;
            progress?.Report(reported);
        }

        progress?.Report(buffers.Read);

        LocalTime? Enqueue(int partition)
        {
            if (buffers.Next(ordered[partition], stop) is not { } next)
                return null;
            heads.Enqueue(next, (next.Event.RecordedAt.Milliseconds, partition));
            return next.Event.RecordedAt;
        }
    }

    private LoggedEvent? Decode(ConsumeResult<byte[], byte[]> record, InputLog log, InputDecoder decoder)
    {
        if (log == InputLog.Deliveries && refused.Contains(record))
        {
            Rejected++;
            return null;
        }

        try
        {
            var occurred = log == InputLog.Deliveries ? new MarketEvent(decoder.Delivery(record)) : new MarketEvent(decoder.Review(record));
            return new LoggedEvent(
                occurred,
                new LogPosition(log, record.Partition.Value, record.Offset.Value),
                record.TopicPartitionOffset
            );
        }
        catch (ContractException)
        {
            Rejected++;
            return null;
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected))
        {
            Rejected++;
            LeftOut.Note(record.TopicPartitionOffset, unexpected);
            return null;
        }
    }
}
