using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;
using Streaming.Features.Histories;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;

namespace Streaming.Scorer.Batch;

/// <summary>An input event and where it stands in the log.</summary>
public readonly record struct LoggedEvent(MarketEvent Event, LogPosition Position, TopicPartitionOffset Coordinates);

/// <summary>Everything that the two input topics hold now, read once from the beginning to the end.</summary>
public sealed class TopicLog(ScorerSettings settings, ISchemaRegistry registry)
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(200);

    private readonly RefusedPositions refused = new(settings.NameOf(Topics.OrderDelivered));

    /// <summary>Records that the live loop dead-lettered as invalid, or would have: not among the events. One that only waits behind such a record is an event.</summary>
    public long Rejected { get; private set; }

    /// <summary>
    /// The events, partitions merged by recorded_at, each partition in its own order. When a delivery at t comes out, everything up to t − 5 min
    /// has come before it, given that a partition's recorded_at runs back by at most four minutes.
    /// </summary>
    /// <param name="progress">Receives the number of records read so far.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <param name="extent">Where the reading ends; null: where the topics end when it gets there.</param>
    public IEnumerable<LoggedEvent> Read(IProgress<long>? progress, CancellationToken stop, LogExtent? extent = null)
    {
        var partitions = Fetch(progress, extent, stop);
        var heads = new PriorityQueue<(List<LoggedEvent> Events, int Next), (long Milliseconds, int Partition)>();
        for (var i = 0; i < partitions.Count; i++) Enqueue(partitions[i], 0, i);
        while (heads.TryDequeue(out var head, out var rank))
        {
            yield return head.Events[head.Next];
            Enqueue(head.Events, head.Next + 1, rank.Partition);
        }

        void Enqueue(List<LoggedEvent> events, int next, int partition)
        {
            if (next < events.Count) heads.Enqueue((events, next), (events[next].Event.RecordedAt.Milliseconds, partition));
        }
    }

    private List<List<LoggedEvent>> Fetch(IProgress<long>? progress, LogExtent? extent, CancellationToken stop)
    {
        DeadLetterFollower.Read(settings, registry, refused, NullLogger.Instance, stop);
        var config = settings.Client.ForReading($"{settings.GroupId}-batch-{Guid.NewGuid():N}");
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).Build();
        var logs = Partitions(consumer);
        if (extent is not null) logs = logs.Where(log => extent.PartitionsOf(log.Key.Topic).Contains(log.Key)).ToDictionary();
        var decoder = new InputDecoder(registry);
        var events = logs.ToDictionary(log => log.Key, _ => new List<LoggedEvent>());
        var unread = logs.Keys.ToHashSet();
        long read = 0;
        consumer.Assign(logs.Keys.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        while (unread.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(PollWait) is not { } record) continue;
            if (record.IsPartitionEOF || extent?.IsReached(record.TopicPartition, record.Offset.Value) == true)
            {
                if (unread.Remove(record.TopicPartition)) consumer.IncrementalUnassign([record.TopicPartition]);
                continue;
            }

            Decode(record, logs[record.TopicPartition], decoder, events[record.TopicPartition]);
            if (++read % 10_000 == 0) progress?.Report(read);
        }

        progress?.Report(read);
        return [.. events.OrderBy(entry => entry.Key.Topic, StringComparer.Ordinal).ThenBy(entry => entry.Key.Partition.Value).Select(entry => entry.Value)];
    }

    private Dictionary<TopicPartition, InputLog> Partitions(IConsumer<byte[], byte[]> consumer)
    {
        var found = new Dictionary<TopicPartition, InputLog>();
        foreach (var (topic, log) in new[] { (Topics.OrderDelivered, InputLog.Deliveries), (Topics.ReviewSubmitted, InputLog.Reviews) })
            foreach (var partition in TopicPartitions.Of(settings.NameOf(topic), consumer.Handle))
                found.Add(partition, log);
        return found;
    }

    private void Decode(ConsumeResult<byte[], byte[]> record, InputLog log, InputDecoder decoder, List<LoggedEvent> into)
    {
        if (log == InputLog.Deliveries && refused.Contains(record))
        {
            Rejected++;
            return;
        }

        try
        {
            var occurred = log == InputLog.Deliveries ? new MarketEvent(decoder.Delivery(record)) : new MarketEvent(decoder.Review(record));
            into.Add(new LoggedEvent(occurred, new LogPosition(log, record.Partition.Value, record.Offset.Value), record.TopicPartitionOffset));
        }
        catch (ContractException)
        {
            Rejected++;
        }
    }
}
