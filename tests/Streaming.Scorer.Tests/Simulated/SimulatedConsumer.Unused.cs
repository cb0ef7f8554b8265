using Confluent.Kafka;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>What the scorer does not ask of a consumer: whoever does from now on must say here what it does.</summary>
internal sealed partial class SimulatedConsumer
{
    public string MemberId => throw Unused();

    public List<string> Subscription => throw Unused();

    public Handle Handle => throw Unused();

    public string Name => throw Unused();

    public ConsumeResult<byte[], byte[]> Consume(int millisecondsTimeout) => throw Unused();

    public ConsumeResult<byte[], byte[]> Consume(CancellationToken cancellationToken = default) => throw Unused();

    public void Subscribe(IEnumerable<string> topics) => throw Unused();

    public void Unsubscribe() => throw Unused();

    public void Assign(TopicPartition partition) => throw Unused();

    public void Assign(TopicPartitionOffset partition) => throw Unused();

    public void Assign(IEnumerable<TopicPartition> partitions) => throw Unused();

    public void IncrementalAssign(IEnumerable<TopicPartition> partitions) => throw Unused();

    public void IncrementalUnassign(IEnumerable<TopicPartition> partitions) => throw Unused();

    public void Unassign() => throw Unused();

    public void StoreOffset(ConsumeResult<byte[], byte[]> result) => throw Unused();

    public void StoreOffset(TopicPartitionOffset offset) => throw Unused();

    public List<TopicPartitionOffset> Commit() => throw Unused();

    public void Commit(ConsumeResult<byte[], byte[]> result) => throw Unused();

    public void Pause(IEnumerable<TopicPartition> partitions) => throw Unused();

    public void Resume(IEnumerable<TopicPartition> partitions) => throw Unused();

    public List<TopicPartitionOffset> Committed(TimeSpan timeout) => throw Unused();

    public Offset Position(TopicPartition partition) => throw Unused();

    public TopicPartitionOffset PositionTopicPartitionOffset(TopicPartition partition) => throw Unused();

    public WatermarkOffsets GetWatermarkOffsets(TopicPartition topicPartition) => throw Unused();

    public WatermarkOffsets QueryWatermarkOffsets(TopicPartition topicPartition, TimeSpan timeout) => throw Unused();

    public int AddBrokers(string brokers) => throw Unused();

    public void SetSaslCredentials(string username, string password) => throw Unused();

    private static NotSupportedException Unused() => new("the simulated consumer does not know this request");
}
