using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Scorer.Deliveries;

/// <summary>How a scorer is a member of its consumer group, and what a refusal of the group means.</summary>
internal static class ScoringGroup
{
    public static ConsumerConfig ConfigOf(ScorerSettings settings)
    {
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
        return config;
    }

    /// <summary>Whether the group does not take this member as it is.</summary>
    public static bool IsRefusal(ConsumeException refused) =>
        refused.Error.Code is ErrorCode.InconsistentGroupProtocol or ErrorCode.GroupAuthorizationFailed;

    /// <summary>The same in words that name the group and the way out.</summary>
    public static KafkaException Explained(ConsumeException refused, string groupId)
    {
        var why =
            refused.Error.Code == ErrorCode.InconsistentGroupProtocol
                ? "another application is a member of it; give that one a group of its own"
                : "this user may not read as a member of it";
        return new KafkaException(new Error(refused.Error.Code, $"group '{groupId}': {why} ({refused.Error.Reason})"), refused);
    }
}
