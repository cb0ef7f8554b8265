using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Scorer.Clients;

namespace Streaming.Scorer.Deliveries;

/// <summary>Reads <c>order-delivered</c> as a member of the scoring group, batch by batch. Used by one thread.</summary>
internal sealed class DeliveryReader : IDisposable
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Between two transactions. The cluster answers a commit before it has marked all partitions; the next transaction, begun sooner, waits in the client's
    /// retries of 20 ms each. Measured at 500 orders/s: without it p99 triples, with 3 ms it still can, with 10 ms the median begins to suffer.
    /// </summary>
    private static readonly TimeSpan TransactionGap = TimeSpan.FromMilliseconds(6);

    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly ScorerSettings settings;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly HashSet<int> added = [];
    private readonly HashSet<TopicPartition> givenAway = [];
    private readonly UncommittedRecords uncommitted = new();
    private readonly PlannedEnds? planned;
    private readonly TimeSpan gap;
    private readonly ILogger log;
    private bool subscribed;
    private long polledAt = Stopwatch.GetTimestamp();

    public DeliveryReader(ScorerSettings settings, ILogger log)
    {
        this.settings = settings;
        this.log = log;
        gap = settings.Guarantee == DeliveryGuarantee.ExactlyOnce ? TransactionGap : TimeSpan.Zero;
        var config = settings.Client.ForConsumer();
        config.GroupId = settings.GroupId;
        config.ClientId = settings.Instance;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
        config.SessionTimeoutMs = (int)settings.SessionTimeout.TotalMilliseconds;
        config.HeartbeatIntervalMs = (int)settings.SessionTimeout.TotalMilliseconds / 5;
        config.MaxPollIntervalMs = 60_000; // so long does a rebalance wait for an instance that hangs
        config.TopicMetadataRefreshIntervalMs = 15_000; // so long do partitions that are added wait for an owner
        config.FetchWaitMaxMs = 50;
        config.QueuedMaxMessagesKbytes = 16 * 1024;
        var complaints = new ClientErrors("Scoring consumer", log);
        consumer = settings.Clients.Consumer(config, complaints.Note, new RebalanceHandlers(Note, removed => Forget(removed, areOurs: true), removed => Forget(removed, areOurs: false)));
        if (settings.Guarantee == DeliveryGuarantee.AtLeastOnce) planned = new PlannedEnds(consumer, settings.NameOf(Topics.OrderDelivered), settings.NameOf(Topics.OrderDeliveredDeadLetters));

        void Note(List<TopicPartition> partitions)
        {
            log.LogInformation("Scoring partitions added: {Partitions}", string.Join(", ", partitions));
            added.UnionWith(partitions.Select(partition => partition.Partition.Value));
            planned?.Doubt(partitions.Select(partition => partition.Partition.Value));
        }

        void Forget(List<TopicPartitionOffset> removed, bool areOurs)
        {
            // At once, not after the poll: the same partition may come back within it, and its records then are read again.
            var revoked = removed.Select(partition => partition.TopicPartition).ToHashSet();
            log.LogInformation("Scoring partitions taken away: {Partitions}", string.Join(", ", revoked));
            Batch.Drop(revoked);
            uncommitted.Drop(revoked);
            planned?.Drop(revoked);
            givenAway.UnionWith(revoked);
            CommitBeforeRevoked(revoked, areOurs);
        }
    }

    /// <summary>
    /// Called, on the polling thread, before partitions are given away: waits for what is under way, because their new owner must find it committed, and gives the ends that
    /// it has reached.
    /// </summary>
    public Func<IReadOnlyList<TopicPartitionOffset>> BeforeRevoked { get; set; } = () => [];

    /// <summary>The batch polled last.</summary>
    public DeliveryBatch Batch { get; } = new();

    /// <summary>The batch polled last was closed by its size: more records wait as a rule.</summary>
    public bool HasBacklog { get; private set; }

    /// <summary>What the last trouble has given up.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> GivenUp => uncommitted.GivenUp;

    /// <summary>Must be read afresh for every transaction: it changes with every rebalance.</summary>
    public IConsumerGroupMetadata GroupMetadata => consumer.ConsumerGroupMetadata;

    /// <summary>The partitions that came to this reader since this was asked last.</summary>
    public IReadOnlyCollection<int> TakeAdded()
    {
        if (added.Count == 0) return [];
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
        if (planned is null or { IsEmpty: true })
        {
            if (uncommitted.Again.Count > 0) PollAgain();
            else PollNew(stop);
        }

        planned?.Ask();
        if (planned is { IsEmpty: false }) PollPlanned(planned, stop);
        HasBacklog = Batch.Records.Count >= settings.BatchSize;
        return Batch;
    }

    /// <summary>A record that is there at once has waited while the batch before was committed. That counts, or it would wait for a batch's age twice.</summary>
    private void PollNew(CancellationToken stop)
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
        while (record is not null)
        {
            Batch.Records.Add(record);
            var left = open - Stopwatch.GetElapsedTime(Batch.StartedAt);
            if (Batch.Records.Count >= settings.BatchSize || stop.IsCancellationRequested) break;
            record = Consume(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        polledAt = Stopwatch.GetTimestamp();
    }

    /// <summary>What was given up goes first; the client is asked all the same, because that is how it tells of a rebalance.</summary>
    private void PollAgain()
    {
        if (Consume(TimeSpan.Zero) is { } record) uncommitted.Add(record);
        uncommitted.TakeInto(Batch.Records, settings.BatchSize);
        Batch.StartedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>What may have been sent before goes alone and as a whole, so that it is cut as it was.</summary>
    private void PollPlanned(PlannedEnds ends, CancellationToken stop)
    {
        uncommitted.PutBack(Batch.Records);
        Batch.Clear();
        var idle = TimeSpan.Zero;
        while (!ends.AreReachedBy(uncommitted.Again))
        {
            if (stop.IsCancellationRequested) return;
            if (Consume(IdleWait) is { } record)
            {
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

        uncommitted.TakeInto(Batch.Records, ends.Covers);
        Batch.StartedAt = Stopwatch.GetTimestamp();
    }

    private ConsumeResult<byte[], byte[]>? Consume(TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException refused) when (refused.Error.Code is ErrorCode.InconsistentGroupProtocol or ErrorCode.GroupAuthorizationFailed)
        {
            var why = refused.Error.Code == ErrorCode.InconsistentGroupProtocol ? "another application is a member of it; give that one a group of its own" : "this user may not read as a member of it";
            throw new KafkaException(new Error(refused.Error.Code, $"group '{settings.GroupId}': {why} ({refused.Error.Reason})"), refused);
        }
    }

    /// <summary>The batch polled last goes to its commit; it is kept until that has succeeded.</summary>
    /// <param name="ends">The next input offset per partition.</param>
    /// <exception cref="KafkaException">The partitions may be another's: nothing may be sent.</exception>
    public void Send(IReadOnlyList<TopicPartitionOffset> ends)
    {
        planned?.Plan(ends);
        givenAway.Clear();
        uncommitted.Send(Batch.Records);
        Batch.Clear();
    }

    /// <summary>The commit of the batch that was sent last has succeeded.</summary>
    public void Committed(IEnumerable<TopicPartitionOffset> ends)
    {
        // What was given away meanwhile was committed then; a second time could throw its new owner back.
        if (CommitsItself && ends.Where(end => !givenAway.Contains(end.TopicPartition)).ToList() is { Count: > 0 } ours) consumer.Commit(ours);
        uncommitted.Settle();
    }

    /// <summary>Goes back to the group's committed offsets: what is not committed of what was polled comes again with the next polls.</summary>
    /// <exception cref="KafkaException">The broker does not say what is committed: try again before the next poll.</exception>
    public void Rewind()
    {
        uncommitted.GoBack(Batch.Records, consumer.Committed(consumer.Assignment, BrokerWait));
        planned?.Doubt(consumer.Assignment.Select(partition => partition.Partition.Value));
        Batch.Clear();
    }

    /// <summary>The offsets are not part of what the output commits.</summary>
    private bool CommitsItself => settings.CommitsOffsetsAgain || settings.Guarantee == DeliveryGuarantee.AtLeastOnce;

    private void CommitBeforeRevoked(HashSet<TopicPartition> revoked, bool areOurs)
    {
        var ends = BeforeRevoked().Where(end => revoked.Contains(end.TopicPartition)).ToList();
        if (!areOurs || !CommitsItself || ends.Count == 0) return;
        try
        {
            consumer.Commit(ends);
        }
        catch (KafkaException trouble)
        {
            log.LogWarning("Offsets could not be committed before their partitions went: {Reason}; the new owner scores them again", trouble.Error.Reason);
        }
    }

    /// <summary>Leaves the group, so that the partitions move on at once.</summary>
    public void Dispose()
    {
        consumer.Close();
        consumer.Dispose();
    }
}
