using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>A producer of the simulated cluster, with or without transactions.</summary>
internal sealed class SimulatedProducer(SimulatedCluster cluster, SimulatedHost host, ProducerConfig config) : IProducer<byte[], byte[]>
{
    private readonly TimeSpan timeout = TimeSpan.FromMilliseconds(config.TransactionTimeoutMs ?? 10_000);
    private int epoch;
    private Error? refused;

    private string Id => config.TransactionalId;

    public Handle Handle => throw Unused();

    public string Name => throw Unused();

    public void InitTransactions(TimeSpan timeout)
    {
        host.Request("init transactions");
        epoch = cluster.Begin(Id);
        host.AfterEffect();
    }

    public void BeginTransaction()
    {
        host.Request("begin");
        cluster.Check(Id, epoch);
        refused = null;
    }

    public void Produce(
        TopicPartition topicPartition,
        Message<byte[], byte[]> message,
        Action<DeliveryReport<byte[], byte[]>>? deliveryHandler = null
    )
    {
        host.Request("produce");
        if (host.Refuses() || (Id is null && refused is not null)) // an idempotent producer keeps the order: what follows fails too
        {
            refused = new Error(ErrorCode.NotEnoughReplicas, "not enough replicas");
            deliveryHandler?.Invoke(
                new DeliveryReport<byte[], byte[]>
                {
                    Topic = topicPartition.Topic,
                    Error = refused,
                    Message = message,
                }
            );
            return;
        }

        var transaction = Id is null ? null : cluster.Transaction(Id, epoch, timeout);
        cluster.Append(
            topicPartition.Topic,
            topicPartition.Partition == Partition.Any ? null : topicPartition.Partition.Value,
            message,
            transaction
        );
        host.AfterEffect();
    }

    public int Flush(TimeSpan timeout)
    {
        host.Request("flush");
        return host.LosesAnswer() ? 1 : 0;
    }

    public void SendOffsetsToTransaction(IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata groupMetadata, TimeSpan timeout)
    {
        host.Request("send offsets");
        cluster.Group.Check((MemberAt)groupMetadata);
        cluster.Transaction(Id, epoch, this.timeout).Offsets.AddRange(offsets);
    }

    public void CommitTransaction(TimeSpan timeout)
    {
        host.Request("commit");
        if (refused is not null)
            throw new KafkaException(refused);
        if (host.LosesRequest())
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "no answer to a commit that never came"));
        cluster.End(Id, epoch, isCommitted: true);
        host.AfterEffect();
        if (host.LosesAnswer())
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "no answer to a commit that came"));
    }

    public void AbortTransaction(TimeSpan timeout)
    {
        host.Request("abort");
        cluster.End(Id, epoch, isCommitted: false);
    }

    public int Poll(TimeSpan timeout) => 0;

    public void Dispose() { }

    public Task<DeliveryResult<byte[], byte[]>> ProduceAsync(
        string topic,
        Message<byte[], byte[]> message,
        CancellationToken cancellationToken = default
    ) => throw Unused();

    public Task<DeliveryResult<byte[], byte[]>> ProduceAsync(
        TopicPartition topicPartition,
        Message<byte[], byte[]> message,
        CancellationToken cancellationToken = default
    ) => throw Unused();

    public void Produce(string topic, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>>? deliveryHandler = null) =>
        throw Unused();

    public void Flush(CancellationToken cancellationToken = default) => throw Unused();

    public void CommitTransaction() => throw Unused();

    public void AbortTransaction() => throw Unused();

    public int AddBrokers(string brokers) => throw Unused();

    public void SetSaslCredentials(string username, string password) => throw Unused();

    private static NotSupportedException Unused() => new("the simulated producer does not know this request");
}
