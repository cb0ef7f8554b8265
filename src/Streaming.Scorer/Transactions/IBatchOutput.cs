using Confluent.Kafka;

namespace Streaming.Scorer.Transactions;

/// <summary>A record on its way out.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Message">Key, value, headers, and a timestamp where it must not be now.</param>
/// <param name="Partition">Null where the key decides.</param>
internal readonly record struct OutgoingRecord(string Topic, Message<byte[], byte[]> Message, int? Partition = null);

/// <summary>Nothing of the batch is promised: recover the output, then read the batch again.</summary>
internal sealed class BatchGivenUpException(string cause, string why, Exception? inner) : Exception(why, inner)
{
    /// <summary>aborted, fenced, or broker: the label of the retry counter.</summary>
    public string Cause { get; } = cause;
}

/// <summary>Sends what a batch has become. Used by one thread.</summary>
internal interface IBatchOutput : IDisposable
{
    /// <param name="records">In this order per topic and partition.</param>
    /// <param name="inputs">Next input offset per partition.</param>
    /// <param name="group">The scoring consumer's metadata, read for this call.</param>
    /// <exception cref="BatchGivenUpException">Recover, then read again from the committed offsets.</exception>
    void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group);

    /// <summary>Decides what a batch that was given up has left undecided; afterwards the group's committed offsets tell what is done.</summary>
    /// <exception cref="BatchGivenUpException">Not decided yet: try again later.</exception>
    void Recover();
}
