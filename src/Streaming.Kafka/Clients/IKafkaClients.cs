using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>What a member of a group is told of its partitions; called on the thread that consumes, within its call.</summary>
/// <param name="Assigned">These came.</param>
/// <param name="Revoked">These are given away when the handler returns.</param>
/// <param name="Lost">These are another's already.</param>
public sealed record RebalanceHandlers(
    Action<List<TopicPartition>> Assigned,
    Action<List<TopicPartitionOffset>> Revoked,
    Action<List<TopicPartitionOffset>> Lost
);

/// <summary>
/// Where the scorer's Kafka clients come from: of the client library in service, of a simulated cluster where interleavings are tested.
/// </summary>
public interface IKafkaClients
{
    /// <summary>How long the cluster may take to answer a question: which partitions there are, where they begin and end. Default 10
    /// s.</summary>
    TimeSpan BrokerWait => TopicPartitions.BrokerWait;

    /// <param name="config">Kept by the client.</param>
    /// <param name="complain">Receives what the client complains about.</param>
    /// <param name="rebalance">Null for a reader without a group.</param>
    IConsumer<byte[], byte[]> Consumer(ConsumerConfig config, Action<Error> complain, RebalanceHandlers? rebalance = null);

    /// <inheritdoc cref="Consumer"/>
    IProducer<byte[], byte[]> Producer(ProducerConfig config, Action<Error> complain);

    /// <summary>The partitions of a topic, asked of the cluster over the connections of a client.</summary>
    /// <exception cref="KafkaException">There is no such topic, or nobody answers.</exception>
    IEnumerable<TopicPartition> PartitionsOf(string topic, IClient client);
}
