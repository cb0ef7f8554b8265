using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>The clients of Confluent.Kafka.</summary>
public sealed class LibraryClients : IKafkaClients
{
    public static readonly LibraryClients Instance = new();

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

    public IEnumerable<TopicPartition> PartitionsOf(string topic, IClient client) => TopicPartitions.Of(topic, client.Handle);
}
