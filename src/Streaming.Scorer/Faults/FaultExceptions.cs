using Confluent.Kafka;

namespace Streaming.Scorer.Faults;

/// <summary>
/// An unexpected exception while one record was processed, not alone yet: read the batch again, and this record by itself.
/// </summary>
public sealed class RecordFaultException(IReadOnlyList<TopicPartitionOffset> records, Exception cause)
    : Exception(Describe(records, cause), cause)
{
    /// <summary>Usually one; all of the batch where it cannot be told which.</summary>
    public IReadOnlyList<TopicPartitionOffset> Records { get; } = records;

    private static string Describe(IReadOnlyList<TopicPartitionOffset> records, Exception cause)
    {
        var first = records[0];
        var whose = records.Count == 1 ? "" : $" or one of {records.Count - 1} others";
        return $"{first.Topic} partition {first.Partition.Value} offset {first.Offset.Value}{whose}: {cause.GetType().Name}: "
            + $"{cause.Message}";
    }
}

/// <summary>A commit has failed and nothing of its micro-batch is promised: recover the output, then read the micro-batch again.</summary>
public sealed class CommitFaultException(string cause, string why, Exception? inner, OutputRefusal? refusal = null) : Exception(why, inner)
{
    /// <summary>aborted, fenced, refused or broker: the label of the retry counter.</summary>
    public string Cause { get; } = refusal is null ? cause : FaultPolicy.Refused;

    /// <summary>Set when the cluster or its client does not take a record for what it is; sending it again cannot help.</summary>
    public OutputRefusal? Refusal { get; } = refusal;
}

/// <summary>A fault of the cluster that lasts: its clients have to be replaced, they may hold on to what was true before it.</summary>
internal sealed class ClientFaultException(string why, Exception? inner) : Exception(why, inner);
