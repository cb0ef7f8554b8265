using Confluent.Kafka;

namespace Streaming.Kafka.Logs;

/// <summary>How far a partition has been read.</summary>
/// <param name="next">The offset to read first.</param>
internal sealed class ReadPosition(long next)
{
    /// <summary>The offset to read next.</summary>
    public long Next { get; set; } = next;

    /// <summary>The offset where the reading ends; null: nowhere.</summary>
    public long? End { get; set; }

    /// <summary>Whether nothing is left to read at present.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Whether nothing was left at least once.</summary>
    public bool HasReachedEnd { get; private set; }

    /// <param name="passed">A record, or the mark of the partition's end.</param>
    public void Pass(ConsumeResult<byte[], byte[]> passed)
    {
        IsAtEnd = passed.IsPartitionEOF;
        HasReachedEnd |= IsAtEnd;
        // The marks of transactions have offsets too, but are never consumed: only the end steps over them.
        Next = IsAtEnd ? Math.Max(Next, passed.Offset.Value) : passed.Offset.Value + 1;
    }
}
