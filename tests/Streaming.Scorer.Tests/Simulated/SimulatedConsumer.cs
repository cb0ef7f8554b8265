using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>A consumer of the simulated cluster.</summary>
internal sealed partial class SimulatedConsumer(
    SimulatedCluster cluster,
    SimulatedHost host,
    ConsumerConfig config,
    RebalanceHandlers? handlers
) : IConsumer<byte[], byte[]>
{
    private readonly SortedDictionary<TopicPartition, long> positions = new(
        Comparer<TopicPartition>.Create(
            (a, b) =>
                string.CompareOrdinal(a.Topic, b.Topic) is var byTopic and not 0 ? byTopic : a.Partition.Value.CompareTo(b.Partition.Value)
        )
    );

    private readonly Dictionary<TopicPartition, long> endsTold = [];
    private readonly bool isStable = config.IsolationLevel != Confluent.Kafka.IsolationLevel.ReadUncommitted;
    private GroupMember? member;
    private int turn;

    public List<TopicPartition> Assignment => [.. positions.Keys];

    public IConsumerGroupMetadata ConsumerGroupMetadata => new MemberAt(member!, member!.Generation);

    public void Subscribe(string topic)
    {
        Request("subscribe");
        member = host.Member = cluster.Group.Join(handlers!);
    }

    public ConsumeResult<byte[], byte[]>? Consume(TimeSpan timeout)
    {
        Request(member is null ? "read" : "poll");
        if (member is not null)
            PollGroup();
        if (host.IsSlow(member is null) || Next() is not { } record)
        {
            cluster.Clock.Advance(timeout);
            return null;
        }

        return record;
    }

    public void Assign(IEnumerable<TopicPartitionOffset> partitions)
    {
        positions.Clear();
        IncrementalAssign(partitions);
    }

    public void IncrementalAssign(IEnumerable<TopicPartitionOffset> partitions)
    {
        foreach (var partition in partitions)
            positions[partition.TopicPartition] = Math.Max(partition.Offset.Value, 0);
    }

    public void Seek(TopicPartitionOffset tpo) => positions[tpo.TopicPartition] = tpo.Offset.Value;

    public void Commit(IEnumerable<TopicPartitionOffset> offsets)
    {
        var given = offsets.ToList();
        Request("commit offsets");
        cluster.Group.Check(new MemberAt(member!, member!.Generation));
        cluster.Group.Apply(given);
        host.AfterEffect();
    }

    public List<TopicPartitionOffset> Committed(IEnumerable<TopicPartition> partitions, TimeSpan timeout)
    {
        Request("ask for offsets");
        return
        [
            .. partitions.Select(partition => new TopicPartitionOffset(
                partition,
                cluster.Group.Committed.TryGetValue(partition, out var offset) ? offset : Offset.Unset
            )),
        ];
    }

    public List<TopicPartitionOffset> OffsetsForTimes(IEnumerable<TopicPartitionTimestamp> timestampsToSearch, TimeSpan timeout)
    {
        Request("ask for bounds");
        return
        [
            .. timestampsToSearch.Select(asked => new TopicPartitionOffset(
                asked.TopicPartition,
                asked.Timestamp.UnixTimestampMs == Offset.Beginning.Value ? 0 : End(asked.TopicPartition)
            )),
        ];
    }

    public void Close()
    {
        if (member is null || host.IsDead)
            return;
        if (!member.IsOut && positions.Count > 0)
            member.Handlers.Revoked([.. positions.Keys.Select(partition => new TopicPartitionOffset(partition, Offset.Unset))]);
        cluster.Group.Leave(member);
        member = null;
    }

    public void Dispose() { }

    private void PollGroup()
    {
        if (member!.IsOut)
        {
            var lost = positions.Keys.Select(partition => new TopicPartitionOffset(partition, Offset.Unset)).ToList();
            if (lost.Count > 0)
                member.Handlers.Lost(lost);
            positions.Clear();
            member = host.Member = cluster.Group.Join(handlers!);
        }

        cluster.Group.Poll(
            member,
            partition => positions.Remove(partition),
            partition =>
            {
                positions[partition] = cluster.Group.Committed.GetValueOrDefault(partition);
                endsTold.Remove(partition);
            }
        );
    }

    private ConsumeResult<byte[], byte[]>? Next()
    {
        if (positions.Count == 0)
            return null;
        var order = positions.Keys.ToList();
        turn++;
        for (var i = 0; i < order.Count; i++)
        {
            var partition = order[(turn + i) % order.Count];
            var (at, end, entries) = (positions[partition], End(partition), cluster.Log(partition).Entries);
            while (at < end && !(isStable ? entries[(int)at].IsVisible : entries[(int)at].Message is not null))
                at++;
            positions[partition] = at;
            if (at < end)
            {
                positions[partition] = at + 1;
                return new ConsumeResult<byte[], byte[]>
                {
                    TopicPartitionOffset = new TopicPartitionOffset(partition, at),
                    Message = entries[(int)at].Message!,
                };
            }

            if (config.EnablePartitionEof != true || endsTold.GetValueOrDefault(partition, -1) == at)
                continue;
            endsTold[partition] = at;
            return new ConsumeResult<byte[], byte[]>
            {
                TopicPartitionOffset = new TopicPartitionOffset(partition, at),
                IsPartitionEOF = true,
            };
        }

        return null;
    }

    private long End(TopicPartition partition) => isStable ? cluster.StableEnd(partition) : cluster.Log(partition).End;

    private void Request(string what) => host.Request(what);
}
