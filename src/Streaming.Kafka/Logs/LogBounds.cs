using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Logs;

/// <summary>
/// Asks where logs begin and end, one request for all partitions. A client of its own beside a reader: on the reader's connection the
/// question would wait behind the fetch that waits for news (104 ms instead of 3). For one thread.
/// </summary>
public sealed class LogBounds : IDisposable
{
    private readonly IKafkaClients clients;
    private readonly IConsumer<byte[], byte[]> client;
    private readonly bool isOwner;

    /// <param name="clients">Makes the client, and says how long the cluster may take to answer.</param>
    /// <param name="cluster">How to reach the cluster.</param>
    /// <param name="name">Client id.</param>
    /// <param name="isolation">Whether an end is that of the decided transactions or includes the open ones.</param>
    /// <param name="complain">Receives what the client complains about.</param>
    public LogBounds(IKafkaClients clients, ClientConfig cluster, string name, IsolationLevel isolation, Action<Error> complain)
    {
        this.clients = clients;
        var config = cluster.ForConsumer();
        config.GroupId = name;
        config.ClientId = name;
        config.IsolationLevel = isolation;
        client = clients.Consumer(config, complain);
        isOwner = true;
    }

    /// <summary>Over the connections of a client that reads nothing yet.</summary>
    /// <param name="clients">Says how long the cluster may take to answer.</param>
    /// <param name="reader">Stays its owner's; an end is what its isolation makes it.</param>
    public LogBounds(IKafkaClients clients, IConsumer<byte[], byte[]> reader) => (this.clients, client) = (clients, reader);

    /// <exception cref="KafkaException">The cluster does not say; the message names the partition.</exception>
    public List<TopicPartitionOffset> Ends(IEnumerable<TopicPartition> partitions) => Ask(partitions, Offset.End);

    /// <inheritdoc cref="Ends"/>
    public List<TopicPartitionOffset> Beginnings(IEnumerable<TopicPartition> partitions) => Ask(partitions, Offset.Beginning);

    public void Dispose()
    {
        if (isOwner)
            client.Dispose();
    }

    /// <summary>A special offset as the time asks for that end of the log.</summary>
    private List<TopicPartitionOffset> Ask(IEnumerable<TopicPartition> partitions, Offset bound)
    {
        var asked = partitions.ToList();
        try
        {
            return AskOnce(asked, bound);
        }
        catch (KafkaException)
        {
            // Each client has its own idea of a topic, minutes old: asking renews it, for a partition that was added or a leader that
            // moved.
            foreach (var topic in asked.Select(partition => partition.Topic).Distinct())
                clients.PartitionsOf(topic, client);
            return AskOnce(asked, bound);
        }
    }

    private List<TopicPartitionOffset> AskOnce(List<TopicPartition> partitions, Offset bound)
    {
        var timestamps = partitions.Select(partition => new TopicPartitionTimestamp(
            partition,
            new Timestamp(bound.Value, TimestampType.CreateTime)
        ));
        try
        {
            return
            [
                .. client
                    .OffsetsForTimes(timestamps, clients.BrokerWait)
                    .Select(found => new TopicPartitionOffset(found.TopicPartition, found.Offset)),
            ];
        }
        catch (TopicPartitionOffsetException partly)
        {
            var failed = partly.Results.First(result => result.Error.IsError);
            throw new KafkaException(new Error(failed.Error.Code, $"{failed.TopicPartition}: {failed.Error.Reason}"), partly);
        }
    }
}
