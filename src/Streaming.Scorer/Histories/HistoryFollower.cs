using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Registry;
using Streaming.Features.Histories;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;

namespace Streaming.Scorer.Histories;

/// <summary>
/// Keeps the history table up with both input topics: a consumer of its own over all partitions, without a group, so that an aborted
/// transaction has nothing to undo. Driven by the scoring loop's thread; not thread-safe.
/// </summary>
internal sealed class HistoryFollower : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly RefusedPositions refused;
    private readonly InputDecoder decoder;
    private readonly ScorerMetrics metrics;
    private readonly Dictionary<TopicPartition, (InputLog Log, int Partition)> logs = [];
    private readonly Dictionary<TopicPartition, long> next = [];
    private readonly List<TopicPartition> behind = [];
    private readonly List<TopicPartitionOffset> goals = [];

    public HistoryFollower(ScorerSettings settings, HistoryTable table, RefusedPositions refused, InputDecoder decoder, ScorerMetrics metrics, ILogger log)
    {
        Table = table;
        this.refused = refused;
        this.decoder = decoder;
        this.metrics = metrics;
        var config = settings.Client.ForConsumer();
        config.GroupId = $"{settings.GroupId}-histories-{settings.Instance}";
        config.ClientId = settings.Instance + "-histories";
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.EnablePartitionEof = true;
        config.FetchWaitMaxMs = 50;
        config.QueuedMaxMessagesKbytes = 16 * 1024;
        consumer = new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => log.LogWarning("History consumer: {Error}", error.Reason))
            .Build();
        Assign(settings);
    }

    public HistoryTable Table { get; }

    /// <summary>Reads everything that is in the logs now. Done once, before the scoring group is joined.</summary>
    public void ReadToEnd(CancellationToken stop) => Reach(LogEnds(logs.Keys), stop);

    /// <summary>
    /// Returns when every partition has passed <paramref name="moment"/> or has been read to the end that it had when this was called,
    /// and the deliveries up to <paramref name="ends"/> (next offset per partition) have been observed.
    /// </summary>
    public void CatchUp(LocalTime moment, IEnumerable<TopicPartitionOffset> ends, CancellationToken stop)
    {
        Reach(ends, stop);
        behind.Clear();
        foreach (var (partition, log) in logs)
            if (!Table.HasPassed(log.Log, log.Partition, moment))
                behind.Add(partition);
        if (behind.Count > 0) Reach(LogEnds(behind), stop, moment);
    }

    /// <summary>Reads what has already arrived, without waiting.</summary>
    public void Drain(int limit)
    {
        while (limit-- > 0 && consumer.Consume(TimeSpan.Zero) is { } record)
            Observe(record);
    }

    public void Dispose() => consumer.Dispose();

    private void Assign(ScorerSettings settings)
    {
        foreach (var (topic, log) in new[] { (Topics.OrderDelivered, InputLog.Deliveries), (Topics.ReviewSubmitted, InputLog.Reviews) })
            foreach (var partition in TopicPartitions.Of(settings.NameOf(topic), consumer.Handle))
                logs.Add(partition, (log, partition.Partition.Value));

        var known = Table.NextOffsets;
        foreach (var (partition, log) in logs)
        {
            // The first offset still kept: retention may have cut what the table has not seen; the artifact's histories hold it.
            var first = consumer.QueryWatermarkOffsets(partition, BrokerWait).Low.Value;
            next[partition] = known.TryGetValue(log, out var seen) ? Math.Max(seen, first) : first;
        }

        consumer.Assign(next.Select(entry => new TopicPartitionOffset(entry.Key, entry.Value)));
    }

    private List<TopicPartitionOffset> LogEnds(IEnumerable<TopicPartition> partitions) =>
        // One request for all partitions; Offset.End as the time asks for the end of the log.
        consumer.OffsetsForTimes(partitions.Select(partition => new TopicPartitionTimestamp(partition, new Timestamp(Offset.End.Value, TimestampType.CreateTime))), BrokerWait)
            .Select(found => new TopicPartitionOffset(found.TopicPartition, found.Offset))
            .ToList();

    private void Reach(IEnumerable<TopicPartitionOffset> ends, CancellationToken stop, LocalTime? moment = null)
    {
        goals.Clear();
        goals.AddRange(ends);
        while (true)
        {
            goals.RemoveAll(goal => next[goal.TopicPartition] >= goal.Offset.Value || (moment is { } passed && HasPassed(goal.TopicPartition, passed)));
            if (goals.Count == 0) return;
            stop.ThrowIfCancellationRequested();
            if (consumer.Consume(PollWait) is { } record) Observe(record);
        }
    }

    private bool HasPassed(TopicPartition partition, LocalTime moment) => Table.HasPassed(logs[partition].Log, logs[partition].Partition, moment);

    private void Observe(ConsumeResult<byte[], byte[]> record)
    {
        if (record.IsPartitionEOF)
        {
            // Control records of transactions have offsets too, but are never consumed: only the end mark steps over them.
            next[record.TopicPartition] = Math.Max(next[record.TopicPartition], record.Offset.Value);
            return;
        }

        var (log, partition) = logs[record.TopicPartition];
        var position = new LogPosition(log, partition, record.Offset.Value);
        try
        {
            if (log == InputLog.Deliveries)
            {
                if (!refused.Contains(partition, record.Offset.Value)) Table.Observe(decoder.Delivery(record), position);
            }
            else Table.Observe(decoder.Review(record), position);
        }
        catch (ContractException invalid)
        {
            // A dead-lettered event never enters a history. Deliveries are dead-lettered and counted by the scoring loop.
            if (log == InputLog.Reviews) metrics.ReviewsRejected.WithLabels(invalid.ReasonCode).Inc();
        }
        catch (RegistryUnavailableException)
        {
            consumer.Seek(record.TopicPartitionOffset);
            throw;
        }

        next[record.TopicPartition] = record.Offset.Value + 1;
    }
}
