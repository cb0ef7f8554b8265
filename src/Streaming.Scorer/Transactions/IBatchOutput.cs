using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Scorer.Faults;

namespace Streaming.Scorer.Transactions;

/// <summary>A record on its way out.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Message">Key, value, headers, and a timestamp where it must not be now.</param>
/// <param name="Partition">Null where the key decides.</param>
/// <param name="Source">The record that it is about; null for what is about the whole batch.</param>
public readonly record struct OutgoingRecord(
    string Topic,
    Message<byte[], byte[]> Message,
    int? Partition = null,
    ConsumeResult<byte[], byte[]>? Source = null
);

/// <summary>Sends what a batch has become. Used by one thread.</summary>
internal interface IBatchOutput : IDisposable
{
    /// <param name="records">In this order per topic and partition.</param>
    /// <param name="inputs">Next input offset per partition.</param>
    /// <param name="group">The scoring consumer's metadata, read for this call.</param>
    /// <exception cref="CommitFaultException">Recover, then read again from the committed offsets.</exception>
    void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group);

    /// <summary>Decides what a batch that was given up has left undecided; afterwards the group's committed offsets tell what is
    /// done.</summary>
    /// <exception cref="CommitFaultException">Not decided yet: try again later.</exception>
    void Recover();
}
