using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;
using Streaming.Features.Histories;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;

namespace Streaming.Scorer.Histories;

/// <summary>
/// Keeps the history table up with both input topics: a consumer of its own over all partitions, without a group, so that an aborted
/// transaction has nothing to undo. What the scoring loop has decoded already is taken from it. Driven by the loop's thread; not thread-safe.
/// </summary>
internal sealed class HistoryFollower : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PartitionCheck = TimeSpan.FromSeconds(30);

    private readonly ScorerSettings settings;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly LogBounds bounds;
    private readonly RefusedPositions refused;
    private readonly InputDecoder decoder;
    private readonly ScorerMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Dictionary<TopicPartition, FollowedPartition> followed = [];
    private readonly List<TopicPartition> behind = [];
    private long partitionsCheckedAt;
    private int unreached;

    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    public HistoryFollower(ScorerSettings settings, HistoryTable table, RefusedPositions refused, InputDecoder decoder, ScorerMetrics metrics, TimeProvider time, ILogger log)
    {
        Table = table;
        this.settings = settings;
        this.refused = refused;
        this.decoder = decoder;
        this.metrics = metrics;
        this.time = time;
        this.log = log;
        var config = settings.Client.ForReading($"{settings.GroupId}-histories-{settings.Instance}");
        config.ClientId = settings.Instance + "-histories";
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.FetchWaitMaxMs = 50;
        config.QueuedMaxMessagesKbytes = 16 * 1024;
        var complaints = new ClientErrors("History consumer", log);
        consumer = settings.Clients.Consumer(config, complaints.Note);

        bounds = new LogBounds(settings, config.ClientId + "-bounds", IsolationLevel.ReadCommitted, complaints.Note);
        try
        {
            FollowNewPartitions();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public HistoryTable Table { get; }

    /// <summary>Called after every record, so that a long reading is seen to move.</summary>
    public Action Progressed { get; init; } = () => { };

    /// <summary>Reads everything that is in the logs now. Done once, before the scoring group is joined.</summary>
    public void ReadToEnd(CancellationToken stop) => Reach(bounds.Ends(followed.Keys), stop);

    /// <summary>
    /// Takes a record that the scoring loop has read, so that it is decoded once; left alone unless it is the next one of its partition.
    /// </summary>
    /// <param name="record">As polled.</param>
    /// <param name="order">Null when it cannot be used: a dead letter never enters a history.</param>
    public void Take(ConsumeResult<byte[], byte[]> record, OrderDelivered? order)
    {
        if (!followed.TryGetValue(record.TopicPartition, out var partition) || partition.Next != record.Offset.Value) return;
        if (order is not null) Table.Observe(order, partition.PositionOf(record.Offset.Value));
        partition.Next = record.Offset.Value + 1;
    }

    /// <summary>
    /// Returns when every partition has passed <paramref name="moment"/> or has been read to the end that it had when this was called,
    /// and the deliveries up to <paramref name="ends"/> (next offset per partition) have been observed.
    /// </summary>
    /// <exception cref="KafkaException">Nothing came for ten seconds although something must be there.</exception>
    public void CatchUp(LocalTime moment, IReadOnlyList<TopicPartitionOffset> ends, CancellationToken stop)
    {
        if (time.GetElapsedTime(partitionsCheckedAt) > PartitionCheck || ends.Any(end => !followed.ContainsKey(end.TopicPartition))) FollowNewPartitions();
        Reach(ends, stop);
        behind.Clear();
        foreach (var partition in followed.Values)
            if (!HasPassed(partition, moment))
                behind.Add(partition.Partition);
        if (behind.Count > 0) Reach(bounds.Ends(behind), stop, moment);
    }

    /// <summary>Reads what has already arrived, without waiting.</summary>
    /// <returns>How many records or end marks that were.</returns>
    public int Drain(int limit)
    {
        var read = 0;
        while (read < limit && TryRead(TimeSpan.Zero) is not null) read++;
        return read;
    }

    /// <summary>The present ends of all logs.</summary>
    /// <exception cref="KafkaException">The cluster does not say.</exception>
    public List<TopicPartitionOffset> Ends() => bounds.Ends(followed.Keys);

    /// <summary>True when every partition has passed <paramref name="moment"/> or was read up to its end of those given.</summary>
    public bool HasReached(IReadOnlyList<TopicPartitionOffset> ends, LocalTime moment) =>
        ends.All(end => followed[end.TopicPartition] is var partition && (partition.Next >= end.Offset.Value || HasPassed(partition, moment)));

    /// <summary>Looks for partitions that were added, every half minute.</summary>
    public void FollowNewPartitionsIfDue()
    {
        if (time.GetElapsedTime(partitionsCheckedAt) > PartitionCheck) FollowNewPartitions();
    }

    public void Dispose()
    {
        bounds.Dispose();
        consumer.Dispose();
    }

    /// <summary>Partitions may be added to a topic while the scorer runs.</summary>
    private void FollowNewPartitions()
    {
        var added = new List<(InputLog Log, TopicPartition Partition)>();
        foreach (var (topic, input) in new[] { (Topics.OrderDelivered, InputLog.Deliveries), (Topics.ReviewSubmitted, InputLog.Reviews) })
            added.AddRange(settings.Clients.PartitionsOf(settings.NameOf(topic), consumer).Where(partition => !followed.ContainsKey(partition)).Select(partition => (input, partition)));
        partitionsCheckedAt = time.GetTimestamp();
        if (added.Count == 0) return;

        var starts = bounds.Beginnings(added.Select(partition => partition.Partition)).ToDictionary(bound => bound.TopicPartition, bound => bound.Offset.Value);
        var known = Table.NextOffsets;
        foreach (var (input, partition) in added)
        {
            var first = starts[partition];
            var next = known.TryGetValue((input, partition.Partition.Value), out var seen) ? seen : first;
            if (next < first) NoteCut(partition, next, first);
            followed.Add(partition, new FollowedPartition(input, partition, Math.Max(next, first)));
        }

        consumer.IncrementalAssign(added.Select(partition => new TopicPartitionOffset(partition.Partition, followed[partition.Partition].Next)));
    }

    /// <summary>Retention has cut what was not read yet.</summary>
    private void NoteCut(TopicPartition partition, long next, long first)
    {
        metrics.HistoryRecordsCut.Inc(first - next);
        log.LogWarning("Histories: {Partition} begins at {First}, retention removed {Count} records that were not read yet", partition, first, first - next);
    }

    private void Reach(IEnumerable<TopicPartitionOffset> goals, CancellationToken stop, LocalTime? moment = null)
    {
        unreached = 0;
        foreach (var partition in followed.Values) partition.Goal = null;
        foreach (var goal in goals)
        {
            var partition = followed[goal.TopicPartition];
            if (partition.Next >= goal.Offset.Value) continue;
            partition.Goal = goal.Offset.Value;
            unreached++;
        }

        var lastRead = time.GetTimestamp();
        while (unreached > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (TryRead(PollWait) is { Goal: { } goal } partition)
            {
                lastRead = time.GetTimestamp();
                if (partition.Next < goal && !(moment is { } passed && HasPassed(partition, passed))) continue;
                partition.Goal = null;
                unreached--;
            }
            else if (time.GetElapsedTime(lastRead) > BrokerWait)
            {
                var late = followed.Values.First(waiting => waiting.Goal is not null);
                throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"histories: nothing came from {late.Partition} for {BrokerWait.TotalSeconds} s; read to {late.Next}, written to {late.Goal}"));
            }
        }
    }

    private bool HasPassed(FollowedPartition partition, LocalTime moment) => Table.HasPassed(partition.Log, partition.Partition.Partition.Value, moment);

    /// <returns>The partition that moved; null when nothing came.</returns>
    private FollowedPartition? TryRead(TimeSpan wait)
    {
        try
        {
            if (consumer.Consume(wait) is not { } record) return null;
            var partition = followed[record.TopicPartition];
            Observe(record, partition);
            Progressed();
            return partition;
        }
        catch (ConsumeException outOfRange) when (outOfRange.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            var partition = followed[outOfRange.ConsumerRecord.TopicPartition];
            var first = bounds.Beginnings([partition.Partition]).Single().Offset.Value;
            if (first <= partition.Next) throw new KafkaException(new Error(ErrorCode.OffsetOutOfRange, $"histories: {partition.Partition} has no offset {partition.Next}; was the topic made anew?"));
            NoteCut(partition.Partition, partition.Next, first);
            partition.Next = first;
            consumer.Seek(new TopicPartitionOffset(partition.Partition, first));
            return partition;
        }
    }

    private void Observe(ConsumeResult<byte[], byte[]> record, FollowedPartition partition)
    {
        if (record.IsPartitionEOF)
        {
            // Control records of transactions have offsets too, but are never consumed: only the end mark steps over them.
            partition.Next = Math.Max(partition.Next, record.Offset.Value);
            return;
        }

        if (record.Offset.Value < partition.Next) return; // the scoring loop was here first
        var position = partition.PositionOf(record.Offset.Value);
        try
        {
            if (partition.Log == InputLog.Deliveries)
            {
                if (!refused.Contains(position.Partition, position.Offset)) Table.Observe(decoder.Delivery(record), position);
            }
            else Table.Observe(decoder.Review(record), position);
        }
        catch (ContractException invalid)
        {
            // A dead-lettered event never enters a history. Deliveries are dead-lettered and counted by the scoring loop.
            if (partition.Log == InputLog.Reviews) metrics.ReviewsRejected.WithLabels(invalid.ReasonCode).Inc();
        }
        catch (RegistryUnavailableException)
        {
            consumer.Seek(record.TopicPartitionOffset);
            throw;
        }

        partition.Next = record.Offset.Value + 1;
    }
}
