using Confluent.Kafka;
using Streaming.Contracts.Events;

namespace Streaming.Scorer.DeadLetters;

/// <summary>
/// The positions of <c>order-delivered</c> whose records were refused. They never enter a history, also when they could be decoded
/// meanwhile: what a
/// dead letter was when it was logged decides, for ever. A letter tells of the record that it holds, not of whatever stands at its place:
/// in a topic that was made anew another
/// record does, with another timestamp. Not thread-safe.
/// </summary>
/// <param name="topic">Name of the input topic.</param>
public sealed class RefusedPositions(string topic) : IDeadLetterView
{
    private const long AnyStamp = long.MinValue;

    private readonly Dictionary<int, List<Refused>> positions = [];

    /// <summary>Whether this very record was refused.</summary>
    public bool Contains(ConsumeResult<byte[], byte[]> record) =>
        positions.Count > 0 && Contains(record.Partition.Value, record.Offset.Value, record.Message.Timestamp.UnixTimestampMs);

    /// <summary>Whether the record with this timestamp was refused.</summary>
    /// <param name="partition">Of the input topic.</param>
    /// <param name="offset">In it.</param>
    /// <param name="stamp">The record's Kafka timestamp, as it stands there.</param>
    public bool Contains(int partition, long offset, long stamp) =>
        positions.TryGetValue(partition, out var refused)
        && (refused.BinarySearch(new Refused(offset, stamp)) >= 0 || refused.BinarySearch(new Refused(offset, AnyStamp)) >= 0);

    /// <inheritdoc/>
    public void Add(StoredLetter letter)
    {
        if (letter.StandsInHistories || letter.Original is not { } original || original.Topic != topic)
            return;
        if (!positions.TryGetValue(original.Partition.Value, out var refused))
            positions.Add(original.Partition.Value, refused = []);
        var position = new Refused(original.Offset.Value, letter.OriginalStamp ?? AnyStamp);
        var place = refused.BinarySearch(position);
        if (place < 0)
            refused.Insert(~place, position); // at the end, but for a topic that was made anew or a cluster that shows aborted records
    }

    /// <inheritdoc/>
    public void Add(byte[] key, DeadLettersRedriven release)
    {
        // A redriven event stays refused: it is scored, but counts for no other.
    }

    private readonly record struct Refused(long Offset, long Stamp) : IComparable<Refused>
    {
        public int CompareTo(Refused other) => Offset != other.Offset ? Offset.CompareTo(other.Offset) : Stamp.CompareTo(other.Stamp);
    }
}
