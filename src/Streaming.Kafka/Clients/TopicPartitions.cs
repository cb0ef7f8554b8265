using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Kafka.Clients;

/// <summary>Which partitions a topic has, asked of the broker.</summary>
public static class TopicPartitions
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    /// <exception cref="KafkaException">The topic does not exist or the broker does not answer; the message names the topic.</exception>
    public static IEnumerable<TopicPartition> Of(string topic, Handle client)
    {
        using var admin = new DependentAdminClientBuilder(client).Build();
        var metadata = admin.GetMetadata(topic, BrokerWait).Topics.Single();
        if (metadata.Error.IsError)
            throw new KafkaException(new Error(metadata.Error.Code, $"topic {topic}: {metadata.Error.Reason}"));
        return metadata.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId));
    }
}
