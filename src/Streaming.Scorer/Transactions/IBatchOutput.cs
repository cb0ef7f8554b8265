using Confluent.Kafka;

namespace Streaming.Scorer.Transactions;

/// <summary>A record on its way out.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Message">Key, value, headers, and a timestamp where it must not be now.</param>
/// <param name="Partition">Null where the key decides.</param>
internal readonly record struct OutgoingRecord(string Topic, Message<byte[], byte[]> Message, int? Partition = null);

/// <summary>Nothing of the batch is promised: read it again.</summary>
internal sealed class BatchGivenUpException(string cause, Exception inner) : Exception($"Batch given up ({cause}): {inner.Message}", inner)
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
    /// <exception cref="BatchGivenUpException">Read the batch again; an exactly-once output has made nothing of it visible.</exception>
    void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group);
}
