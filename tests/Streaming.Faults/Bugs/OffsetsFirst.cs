using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Scorer.Transactions;

namespace Streaming.Faults.Bugs;

/// <summary>Commits the input offsets in a transaction of their own, before the outputs: a death between the two loses the batch.</summary>
internal sealed class OffsetsFirst(IBatchOutput output) : IBatchOutput
{
    /// <summary>The span around the transaction of the offsets: deaths are wanted in the other one.</summary>
    public const string Alone = "offsets alone";

    public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
    {
        using (new Activity(Alone).Start())
            output.Commit([], inputs, group);
        output.Commit(records, [], group);
    }

    public void Recover() => output.Recover();

    public void Dispose() => output.Dispose();
}
