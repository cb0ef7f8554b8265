using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Kafka.Clients;

/// <summary>Which partitions a topic has, asked of the broker.</summary>
public static class TopicPartitions
{
    internal static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    /// <param name="topic">Its name.</param>
    /// <param name="client">Whose connections are used.</param>
    /// <param name="brokerWait">How long the cluster may take to answer; null: 10 s.</param>
    /// <exception cref="KafkaException">The topic does not exist or the broker does not answer; the message names the topic.</exception>
    public static IEnumerable<TopicPartition> Of(string topic, Handle client, TimeSpan? brokerWait = null)
    {
        using var admin = new DependentAdminClientBuilder(client).Build();
        var metadata = admin.GetMetadata(topic, brokerWait ?? BrokerWait).Topics.Single();
        if (metadata.Error.IsError)
            throw new KafkaException(new Error(metadata.Error.Code, $"topic {topic}: {metadata.Error.Reason}"));
        return metadata.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId));
    }
}
