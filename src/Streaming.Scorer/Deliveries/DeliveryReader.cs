using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;

namespace Streaming.Scorer.Deliveries;

/// <summary>Reads <c>order-delivered</c> as a member of the scoring group, batch by batch. Used by one thread.</summary>
internal sealed class DeliveryReader : IDisposable
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly ScorerSettings settings;
    private readonly IConsumer<byte[], byte[]> consumer;
    private readonly HashSet<int> added = [];
    private bool subscribed;

    public DeliveryReader(ScorerSettings settings, ILogger log)
    {
        this.settings = settings;
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
        }

        void Forget(List<TopicPartitionOffset> removed)
        {
            // At once, not after the poll: the same partition may come back within it, and its records then are read again.
            var revoked = removed.Select(partition => partition.TopicPartition).ToHashSet();
            log.LogInformation("Scoring partitions taken away: {Partitions}", string.Join(", ", revoked));
            Batch.Drop(revoked);
            BeforeRevoked();
        }
    }

    /// <summary>Called, on the polling thread, before partitions are given away: their new owner must find what is under way committed.</summary>
    public Action BeforeRevoked { get; set; } = () => { };

    /// <summary>The batch polled last.</summary>
    public DeliveryBatch Batch { get; } = new();

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
    /// The next batch, closed by size or by age, whichever comes first; empty when nothing came.
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
        var record = Consume(IdleWait);
        Batch.StartedAt = Stopwatch.GetTimestamp();
        while (record is not null)
        {
            Batch.Records.Add(record);
            var left = settings.BatchAge - Stopwatch.GetElapsedTime(Batch.StartedAt);
            if (Batch.Records.Count >= settings.BatchSize || stop.IsCancellationRequested) break;
            record = Consume(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        return Batch;
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

    /// <summary>Called after the commit of the batch.</summary>
    public void Committed(IEnumerable<TopicPartitionOffset> ends)
    {
        if (settings.CommitsOffsetsAgain || settings.Guarantee == DeliveryGuarantee.AtLeastOnce) consumer.Commit(ends);
    }

    /// <summary>
    /// Goes back to the group's committed offsets with every partition that is ours. Where the client cannot go back, it leaves the group: the next poll joins
    /// it again and starts from the committed offsets.
    /// </summary>
    /// <exception cref="KafkaException">The broker does not say what is committed: try again before the next poll.</exception>
    public void Rewind()
    {
        try
        {
            foreach (var committed in consumer.Committed(consumer.Assignment, BrokerWait))
                consumer.Seek(new TopicPartitionOffset(committed.TopicPartition, committed.Offset.IsSpecial ? Offset.Beginning : committed.Offset));
        }
        catch (KafkaException trouble) when (trouble.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            consumer.Unsubscribe();
            subscribed = false;
        }

        Batch.Clear();
    }

    /// <summary>Leaves the group, so that the partitions move on at once.</summary>
    public void Dispose()
    {
        consumer.Close();
        consumer.Dispose();
    }
}
