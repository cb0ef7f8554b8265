using Confluent.Kafka;
using Streaming.Scorer;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Transactions;

namespace Streaming.Faults.Bugs;

/// <summary>Reads the group's metadata once in the life of the process and keeps it, whatever clients come after: once the group has
/// rebalanced, no commit is accepted any more.</summary>
internal sealed class StaleGroup(IBatchOutput output, Func<IConsumerGroupMetadata, IConsumerGroupMetadata> first) : IBatchOutput
{
    public static SeededBug Create()
    {
        IConsumerGroupMetadata? kept = null;
        return new SeededBug(new ScoringSeams { Output = output => new StaleGroup(output, group => kept ??= group) });
    }

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group) =>
        output.Commit(records, inputs, first(group));

    public void Recover() => output.Recover();

    public void Dispose() => output.Dispose();
}
