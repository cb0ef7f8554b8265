using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;

namespace Streaming.Scorer.Deliveries;

/// <summary>Reads <c>order-delivered</c> as a member of the scoring group, batch by batch. Used by one thread.</summary>
internal sealed class DeliveryReader : IDisposable
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Between two transactions. The cluster answers a commit before it has marked all partitions; the next transaction, begun sooner,
    /// waits in the client's
    /// retries of 20 ms each. Measured at 500 orders/s: without it p99 triples, with 3 ms it still can, with 10 ms the median begins to
    /// suffer.
    /// </summary>
    private static readonly TimeSpan TransactionGap = TimeSpan.FromMilliseconds(6);

    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly ScorerSettings settings;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly HashSet<int> added = [];
    private readonly PolledOffsets polledOffsets = new();
    private readonly HashSet<TopicPartition> givenAway = [];
    private readonly UncommittedRecords uncommitted = new();
    private readonly HeldPartitions held;
    private readonly HashSet<TopicPartition> paused = [];
    private readonly BatchLimit limit;
    private readonly PlannedEnds? planned;
    private readonly TimeSpan gap;
    private readonly ILogger log;
    private bool subscribed;
    private long polledAt = Stopwatch.GetTimestamp();

    public DeliveryReader(ScorerSettings settings, TimeProvider time, ILogger log)
    {
        this.settings = settings;
        this.log = log;
        held = new HeldPartitions(time);
        limit = new BatchLimit(settings.BatchSize, settings.BatchBytes);
        gap = settings.Guarantee == ProcessingGuarantee.ExactlyOnce ? TransactionGap : TimeSpan.Zero;
        var complaints = new ClientErrors("Scoring consumer", log);
        var handlers = new RebalanceHandlers(Note, removed => Forget(removed, areOurs: true), removed => Forget(removed, areOurs: false));
        consumer = settings.Clients.Consumer(ScoringGroup.ConfigOf(settings), complaints.Note, handlers);
        if (settings.Guarantee == ProcessingGuarantee.AtLeastOnce)
            planned = new PlannedEnds(consumer, settings.NameOf(Topics.OrderDelivered), settings.NameOf(Topics.OrderDeliveredDeadLetters));

        void Note(List<TopicPartition> partitions)
        {
            log.LogInformation("Scoring partitions added: {Partitions}", string.Join(", ", partitions));
            added.UnionWith(partitions.Select(partition => partition.Partition.Value));
            polledOffsets.Forget(partitions);
            planned?.Invalidate(partitions.Select(partition => partition.Partition.Value));
        }

        void Forget(List<TopicPartitionOffset> removed, bool areOurs)
        {
            // At once, not after the poll: the same partition may come back within it, and its records then are read again.
            var revoked = removed.Select(partition => partition.TopicPartition).ToHashSet();
            log.LogInformation("Scoring partitions taken away: {Partitions}", string.Join(", ", revoked));
            Batch.Drop(revoked);
            uncommitted.Drop(revoked);
            held.Drop(revoked);
            polledOffsets.Forget(revoked);
            planned?.Drop(revoked);
            givenAway.UnionWith(revoked);
            CommitBeforeRevoked(revoked, areOurs);
        }
    }

    /// <summary>
    /// Called, on the polling thread, before partitions are given away: waits for what is under way, because their new owner must find it
    /// committed, and gives the ends that
    /// it has reached.
    /// </summary>
    public Func<IReadOnlyList<TopicPartitionOffset>> BeforeRevoked { get; set; } = () => [];

    /// <summary>Whether a record must be the only one of its batch.</summary>
    public Func<ConsumeResult<byte[], byte[]>, bool> IsAlone { get; set; } = _ => false;

    /// <summary>Why partitions wait that are held; null when none is.</summary>
    public string? HeldWhy => held.Why;

    /// <summary>How many partitions are held.</summary>
    public int HeldPartitions => held.Count;

    /// <summary>The batch polled last.</summary>
    public DeliveryBatch Batch { get; } = new();

    /// <summary>The batch polled last was closed by its records or bytes: more records wait as a rule.</summary>
    public bool HasBacklog { get; private set; }

    /// <summary>What the last fault has given up.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> GivenUp => uncommitted.GivenUp;

    /// <summary>Must be read afresh for every transaction: it changes with every rebalance.</summary>
    public IConsumerGroupMetadata GroupMetadata => consumer.ConsumerGroupMetadata;

    /// <summary>The partitions that came to this reader since this was asked last.</summary>
    public IReadOnlyCollection<int> TakeAdded()
    {
        if (added.Count == 0)
            return [];
        int[] taken = [.. added];
        added.Clear();
        return taken;
    }

    /// <summary>
    /// The next batch, closed by size or by the age of its first record, whichever comes first; empty when nothing came.
    /// Records of a partition that was taken away while the batch was gathered are not in it: its new owner reads them.
    /// </summary>
    public DeliveryBatch Poll(CancellationToken stop)
    {
        if (!subscribed)
        {
            consumer.Subscribe(settings.NameOf(Topics.OrderDelivered));
            subscribed = true;
        }

        Batch.Clear();
        GoOnWithHeld();
        HasBacklog = false;
        if (planned is null or { IsEmpty: true })
            HasBacklog = uncommitted.Again.Count > 0 ? PollAgain() : PollNew(stop);
        planned?.Ask();
        if (planned is { IsEmpty: false })
            HasBacklog = PollPlanned(planned, stop);
        return Batch;
    }

    /// <summary>
    /// The partition of a record about which nothing can be done waits a while; what was read of it is kept, and nothing more is fetched.
    /// Asked after <see cref="Rewind"/>, when everything that is not committed waits to be taken again.
    /// </summary>
    public void Hold(TopicPartition partition, string why)
    {
        if (!consumer.Assignment.Contains(partition))
            return;
        held.Add(partition, why);
        planned?.Drop(new HashSet<TopicPartition> { partition });
        foreach (var record in uncommitted.TakeOut(partition))
            held.TryKeep(record);
        paused.Add(partition);
        consumer.Pause([partition]);
    }

    private void GoOnWithHeld()
    {
        if (paused.Count == 0)
            return;
        foreach (var records in held.TakeDue())
            uncommitted.PutFirst(records);

        // Also those that were taken away and came back: nobody promises that they come back flowing.
        var flowing = paused.Where(partition => !held.Contains(partition) && consumer.Assignment.Contains(partition)).ToList();
        consumer.Resume(flowing);
        paused.ExceptWith(flowing);
    }

    /// <summary>A record that is there at once has waited while the batch before was committed. That counts, or it would wait for a batch's
    /// age twice.</summary>
    /// <returns>Whether the batch is full.</returns>
    private bool PollNew(CancellationToken stop)
    {
        var enteredAt = Stopwatch.GetTimestamp();
        var waitsSince = polledAt;
        var record = Consume(TimeSpan.Zero);
        if (record is null)
        {
            record = Consume(IdleWait);
            waitsSince = Stopwatch.GetTimestamp();
        }

        Batch.StartedAt = Stopwatch.GetTimestamp();
        var (ofAge, ofGap) = (settings.BatchAge - Stopwatch.GetElapsedTime(waitsSince), gap - Stopwatch.GetElapsedTime(enteredAt));
        var open = ofAge > ofGap ? ofAge : ofGap;
        var bytes = 0L;
        while (record is not null)
        {
            if (held.TryKeep(record))
            {
                // Fetched before its partition was paused.
            }
            else if (IsAlone(record))
            {
                uncommitted.Add(record); // the next batch is its own
                break;
            }
            else
            {
                Batch.Records.Add(record);
                bytes += BatchLimit.SizeOf(record);
            }

            var left = open - Stopwatch.GetElapsedTime(Batch.StartedAt);
            if (limit.IsReached(Batch.Records.Count, bytes) || stop.IsCancellationRequested)
                break;
            record = Consume(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        polledAt = Stopwatch.GetTimestamp();
        return limit.IsReached(Batch.Records.Count, bytes);
    }

    /// <inheritdoc cref="PollNew"/>
    /// <summary>What was given up goes first; the client is asked all the same, because that is how it tells of a rebalance.</summary>
    private bool PollAgain()
    {
        if (Consume(TimeSpan.Zero) is { } record && !held.TryKeep(record))
            uncommitted.Add(record);
        Batch.StartedAt = Stopwatch.GetTimestamp();
        return uncommitted.TakeInto(Batch.Records, limit, IsAlone);
    }

    /// <summary>
    /// What may have been sent before goes alone and as a whole, so that it is cut as it was. One of its records that must be alone forbids
    /// that: then it is cut anew.
    /// </summary>
    /// <returns>Whether the batch is full.</returns>
    private bool PollPlanned(PlannedEnds ends, CancellationToken stop)
    {
        uncommitted.PutBack(Batch.Records);
        Batch.Clear();
        var idle = TimeSpan.Zero;
        while (!ends.AreReachedBy(uncommitted.Again))
        {
            if (stop.IsCancellationRequested)
                return false;
            if (Consume(IdleWait) is { } record)
            {
                if (!held.TryKeep(record))
                    uncommitted.Add(record);
                idle = TimeSpan.Zero;
            }
            else if ((idle += IdleWait) > BrokerWait)
            {
                log.LogWarning("Records that were sent before do not come again; what follows is cut anew");
                ends.Forget();
            }

            ends.Ask();
        }

        if (uncommitted.Again.Any(record => ends.Covers(record) && IsAlone(record)))
            ends.Forget();
        uncommitted.TakeInto(Batch.Records, ends.Covers);
        Batch.StartedAt = Stopwatch.GetTimestamp();
        return Batch.Records.Count >= settings.BatchSize;
    }

    /// <exception cref="TopicMadeAnewException">The topic is another one than before.</exception>
    private ConsumeResult<byte[], byte[]>? Consume(TimeSpan wait)
    {
        try
        {
            var record = consumer.Consume(wait);
            if (record is not null)
                polledOffsets.Note(record);
            return record;
        }
        catch (ConsumeException refused) when (ScoringGroup.IsRefusal(refused))
        {
            throw ScoringGroup.Explained(refused, settings.GroupId);
        }
    }

    /// <summary>At least once: the group is told where the batch that is sent next ends; see <see cref="PlannedEnds"/>.</summary>
    /// <param name="next">Its next input offset per partition.</param>
    /// <exception cref="KafkaException">The partitions may be another's: nothing may be sent.</exception>
    public void Plan(IReadOnlyList<TopicPartitionOffset> next)
    {
        if (planned is not null)
            consumer.Commit(planned.OffsetsOf(next));
    }

    /// <summary>The batch polled last goes to its commit; it is kept until that has succeeded.</summary>
    /// <param name="ends">The next input offset per partition.</param>
    public void MarkInFlight(IReadOnlyList<TopicPartitionOffset> ends)
    {
        planned?.MarkSent(ends);
        givenAway.Clear();
        uncommitted.MarkInFlight(Batch.Records);
        Batch.Clear();
    }

    /// <summary>The commit of the batch that was sent last has succeeded.</summary>
    /// <param name="ends">The input offsets that it has reached.</param>
    /// <param name="next">Those of the batch that is sent next, if one is: its <see cref="Plan"/> then is part of the same request.</param>
    /// <exception cref="KafkaException">The partitions may be another's: nothing may be sent.</exception>
    public void Committed(IEnumerable<TopicPartitionOffset> ends, IReadOnlyList<TopicPartitionOffset>? next = null)
    {
        if (CommitsItself)
        {
            // What was given away meanwhile was committed then; a second time could throw its new owner back.
            var ours = ends.Where(end => !givenAway.Contains(end.TopicPartition)).ToList();
            if (planned is not null && next is not null)
                ours.AddRange(planned.OffsetsOf(next));
            if (ours.Count > 0)
                consumer.Commit(ours);
        }

        uncommitted.CompleteCommit();
    }

    /// <summary>Goes back to the group's committed offsets: what is not committed of what was polled comes again with the next
    /// polls.</summary>
    /// <exception cref="KafkaException">The broker does not say what is committed: try again before the next poll.</exception>
    public void Rewind()
    {
        uncommitted.Rewind(Batch.Records, consumer.Committed(consumer.Assignment, BrokerWait));
        planned?.Invalidate(consumer.Assignment.Select(partition => partition.Partition.Value));
        Batch.Clear();
    }

    /// <summary>The offsets are not part of what the output commits.</summary>
    private bool CommitsItself => settings.CommitsOffsetsAgain || settings.Guarantee == ProcessingGuarantee.AtLeastOnce;

    private void CommitBeforeRevoked(HashSet<TopicPartition> revoked, bool areOurs)
    {
        var ends = BeforeRevoked().Where(end => revoked.Contains(end.TopicPartition)).ToList();
        if (!areOurs || !CommitsItself || ends.Count == 0)
            return;
        try
        {
            consumer.Commit(ends);
        }
        catch (KafkaException fault)
        {
            log.LogWarning(
                "Offsets could not be committed before their partitions went: {Reason}; the new owner scores them again",
                fault.Error.Reason
            );
        }
    }

    /// <summary>Leaves the group, so that the partitions move on at once.</summary>
    public void Dispose()
    {
        consumer.Close();
        consumer.Dispose();
    }
}
