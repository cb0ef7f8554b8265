using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;

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
    private readonly PolledOffsets polledOffsets = new();
    private readonly UncommittedRecords uncommitted = new();
    private readonly TimeSpan gap;
    private bool subscribed;
    private long polledAt = Stopwatch.GetTimestamp();

    public DeliveryReader(ScorerSettings settings, ILogger log)
    {
        this.settings = settings;
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
        consumer = new ConsumerBuilder<byte[], byte[]>(config)
            .SetPartitionsAssignedHandler((_, partitions) => Note(partitions))
            .SetPartitionsRevokedHandler((_, removed) => Forget(removed))
            .SetPartitionsLostHandler((_, removed) => Forget(removed))
            .SetErrorHandler((_, error) => complaints.Note(error))
            .Build();

        void Note(List<TopicPartition> partitions)
        {
            log.LogInformation("Scoring partitions added: {Partitions}", string.Join(", ", partitions));
            added.UnionWith(partitions.Select(partition => partition.Partition.Value));
            polledOffsets.Forget(partitions);
        }

        void Forget(List<TopicPartitionOffset> removed)
        {
            // At once, not after the poll: the same partition may come back within it, and its records then are read again.
            var revoked = removed.Select(partition => partition.TopicPartition).ToHashSet();
            log.LogInformation("Scoring partitions taken away: {Partitions}", string.Join(", ", revoked));
            Batch.Drop(revoked);
            uncommitted.Drop(revoked);
            polledOffsets.Forget(revoked);
            BeforeRevoked();
        }
    }

    /// <summary>Called, on the polling thread, before partitions are given away: their new owner must find what is under way committed.</summary>
    public Action BeforeRevoked { get; set; } = () => { };

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
        if (uncommitted.Again.Count > 0) PollAgain();
        else PollNew(stop);
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

    /// <exception cref="Logs.TopicMadeAnewException">The topic is another one than before.</exception>
    private ConsumeResult<byte[], byte[]>? Consume(TimeSpan wait)
    {
        try
        {
            var record = consumer.Consume(wait);
            if (record is not null) polledOffsets.Note(record.TopicPartitionOffset);
            return record;
        }
        catch (ConsumeException refused) when (refused.Error.Code is ErrorCode.InconsistentGroupProtocol or ErrorCode.GroupAuthorizationFailed)
        {
            var why = refused.Error.Code == ErrorCode.InconsistentGroupProtocol ? "another application is a member of it; give that one a group of its own" : "this user may not read as a member of it";
            throw new KafkaException(new Error(refused.Error.Code, $"group '{settings.GroupId}': {why} ({refused.Error.Reason})"), refused);
        }
    }

    /// <summary>The batch polled last goes to its commit; it is kept until that has succeeded.</summary>
    public void Send()
    {
        uncommitted.Send(Batch.Records);
        Batch.Clear();
    }

    /// <summary>The commit of the batch that was sent last has succeeded.</summary>
    public void Committed(IEnumerable<TopicPartitionOffset> ends)
    {
        if (settings.CommitsOffsetsAgain || settings.Guarantee == DeliveryGuarantee.AtLeastOnce) consumer.Commit(ends);
        uncommitted.Settle();
    }

    /// <summary>Goes back to the group's committed offsets: what is not committed of what was polled comes again with the next polls.</summary>
    /// <exception cref="KafkaException">The broker does not say what is committed: try again before the next poll.</exception>
    public void Rewind()
    {
        uncommitted.GoBack(Batch.Records, consumer.Committed(consumer.Assignment, BrokerWait));
        Batch.Clear();
    }

    /// <summary>Leaves the group, so that the partitions move on at once.</summary>
    public void Dispose()
    {
        consumer.Close();
        consumer.Dispose();
    }
}
