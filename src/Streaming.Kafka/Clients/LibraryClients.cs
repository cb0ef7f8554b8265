using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>The clients of Confluent.Kafka.</summary>
/// <param name="brokerWait">How long the cluster may take to answer a question.</param>
public sealed class LibraryClients(TimeSpan brokerWait) : IKafkaClients
{
    /// <summary>Clients that wait 10 s for an answer.</summary>
    public static readonly LibraryClients Instance = new(TopicPartitions.BrokerWait);

    public TimeSpan BrokerWait => brokerWait;

    public IConsumer<byte[], byte[]> Consumer(ConsumerConfig config, Action<Error> complain, RebalanceHandlers? rebalance = null)
    {
        var builder = new ConsumerBuilder<byte[], byte[]>(config).SetErrorHandler((_, error) => complain(error));
        if (rebalance is not null)
        {
            builder = builder
                .SetPartitionsAssignedHandler((_, partitions) => rebalance.Assigned(partitions))
                .SetPartitionsRevokedHandler((_, partitions) => rebalance.Revoked(partitions))
                .SetPartitionsLostHandler((_, partitions) => rebalance.Lost(partitions));
        }

        return builder.Build();
    }

    public IProducer<byte[], byte[]> Producer(ProducerConfig config, Action<Error> complain) =>
        new ProducerBuilder<byte[], byte[]>(config).SetErrorHandler((_, error) => complain(error)).Build();

    public IEnumerable<TopicPartition> PartitionsOf(string topic, IClient client) => TopicPartitions.Of(topic, client.Handle, brokerWait);
}
