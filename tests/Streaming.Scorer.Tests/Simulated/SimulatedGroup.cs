using Confluent.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>A member of the group.</summary>
internal sealed class GroupMember(int number, Streaming.Kafka.Clients.RebalanceHandlers handlers) : IConsumerGroupMetadata
{
    public int Number { get; } = number;

    public Streaming.Kafka.Clients.RebalanceHandlers Handlers { get; } = handlers;

    public int Generation { get; set; }

    public bool HasJoined { get; set; }

    public HashSet<TopicPartition> Owned { get; } = [];

    /// <summary>When its process died; null while it lives.</summary>
    public TimeSpan? DiedAt { get; set; }

    public bool IsOut { get; set; }
}

/// <summary>What a transaction or a commit names: a member at a generation.</summary>
internal sealed record MemberAt(GroupMember Member, int Generation) : IConsumerGroupMetadata;

/// <summary>
/// The scoring group with cooperative rebalances: a member gives away what the new plan takes from it when it polls next; when all have
/// polled, the plan is in force and each is told at its
/// next poll what it has got. A member that died holds its partitions until its session is over.
/// </summary>
internal sealed class SimulatedGroup(SimulatedClock clock, string inputTopic, int partitions, TimeSpan sessionTimeout)
{
    private readonly List<GroupMember> members = [];
    private readonly Dictionary<TopicPartition, long> committed = [];
    private int generation;
    private int numbers;
    private int rotation;
    private int plans;
    private bool isPreparing;

    public IReadOnlyDictionary<TopicPartition, long> Committed => committed;

    public GroupMember Join(Streaming.Kafka.Clients.RebalanceHandlers handlers)
    {
        var member = new GroupMember(++numbers, handlers);
        members.Add(member);
        Prepare();
        return member;
    }

    public void Leave(GroupMember member)
    {
        member.IsOut = true;
        if (members.Remove(member))
            Prepare();
    }

    /// <summary>The coordinator takes the member for dead, and it is not.</summary>
    public void Lose(GroupMember member) => Leave(member);

    /// <summary>Another plan, for no reason.</summary>
    public void Rotate()
    {
        rotation++;
        Prepare();
    }

    public void Expire()
    {
        foreach (var dead in members.Where(member => member.DiedAt + sessionTimeout <= clock.Elapsed).ToList())
            Leave(dead);
    }

    /// <summary>A member polls.</summary>
    /// <param name="member">Who.</param>
    /// <param name="removed">Receives what it has no longer, after its handler.</param>
    /// <param name="added">Receives what has come, after its handler.</param>
    public void Poll(GroupMember member, Action<TopicPartition> removed, Action<TopicPartition> added)
    {
        if (isPreparing && !member.HasJoined)
        {
            var (planned, plan) = (Plan(member), plans);
            var revoked = member.Owned.Where(partition => !planned.Contains(partition)).ToList();
            if (revoked.Count > 0)
                member.Handlers.Revoked([.. revoked.Select(partition => new TopicPartitionOffset(partition, Offset.Unset))]);
            if (member.IsOut)
                return;
            foreach (var partition in revoked)
            {
                member.Owned.Remove(partition);
                removed(partition);
            }

            if (plan != plans)
                return; // another one was made while the handler ran
            member.HasJoined = true;
            if (members.TrueForAll(other => other.HasJoined))
                (isPreparing, generation) = (false, generation + 1);
        }

        if (isPreparing || member.Generation == generation)
            return;
        member.Generation = generation;
        var got = Plan(member).Where(partition => !member.Owned.Contains(partition)).ToList();
        if (got.Count == 0)
            return;
        member.Owned.UnionWith(got);
        member.Handlers.Assigned(got);
        foreach (var partition in got)
            added(partition);
    }

    /// <exception cref="KafkaException">The member, or what it knows, is out of date.</exception>
    public void Check(MemberAt who)
    {
        if (who.Member.IsOut || !members.Contains(who.Member))
            throw new KafkaException(new Error(ErrorCode.UnknownMemberId, "the group knows no such member"));
        if (who.Generation != generation)
            throw new KafkaException(new Error(ErrorCode.IllegalGeneration, "the group has another generation"));
    }

    public void Apply(IEnumerable<TopicPartitionOffset> offsets)
    {
        foreach (var offset in offsets)
            committed[offset.TopicPartition] = offset.Offset.Value;
    }

    private void Prepare()
    {
        isPreparing = members.Count > 0;
        plans++;
        foreach (var member in members)
            member.HasJoined = false;
    }

    private HashSet<TopicPartition> Plan(GroupMember member)
    {
        var index = members.IndexOf(member);
        return
        [
            .. Enumerable
                .Range(0, partitions)
                .Where(partition => (partition + rotation) % members.Count == index)
                .Select(partition => new TopicPartition(inputTopic, partition)),
        ];
    }
}
