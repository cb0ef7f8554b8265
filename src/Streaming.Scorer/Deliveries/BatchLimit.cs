using Confluent.Kafka;
using Streaming.Scorer.Faults;

namespace Streaming.Scorer.Deliveries;

/// <summary>What closes a batch beside its age: records, bytes, and a record that must be alone.</summary>
/// <param name="Records">At most, 1 or more.</param>
/// <param name="Bytes">Of keys, values and headers, unpacked. The record that passes it is the batch's last.</param>
internal readonly record struct BatchLimit(int Records, long Bytes)
{
    /// <summary>Whether the batch takes no more.</summary>
    public bool IsReached(int records, long bytes) => records >= Records || bytes >= Bytes;

    /// <summary>What a record counts for.</summary>
    public static long SizeOf(ConsumeResult<byte[], byte[]> record) => RecordSize.Of(record.Message);
}
