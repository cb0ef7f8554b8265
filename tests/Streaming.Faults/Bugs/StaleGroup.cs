using Confluent.Kafka;
using Streaming.Scorer.Transactions;

namespace Streaming.Faults.Bugs;

/// <summary>Reads the group's metadata once and keeps it: after the next rebalance no commit is accepted any more.</summary>
internal sealed class StaleGroup(IBatchOutput output) : IBatchOutput
{
    private IConsumerGroupMetadata? first;

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group) =>
        output.Commit(records, inputs, first ??= group);

    public void Recover() => output.Recover();

    public void Dispose() => output.Dispose();
}
