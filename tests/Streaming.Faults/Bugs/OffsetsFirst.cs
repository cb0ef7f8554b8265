using Confluent.Kafka;
using Streaming.Scorer.Transactions;

namespace Streaming.Faults.Bugs;

/// <summary>Commits the input offsets in a transaction of their own, before the outputs: a death between the two loses the batch.</summary>
internal sealed class OffsetsFirst(IBatchOutput output) : IBatchOutput
{
    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        output.Commit([], inputs, group);
        output.Commit(records, [], group);
    }

    public void Dispose() => output.Dispose();
}
