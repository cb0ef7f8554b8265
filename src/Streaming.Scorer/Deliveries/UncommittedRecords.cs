using Confluent.Kafka;

namespace Streaming.Scorer.Deliveries;

/// <summary>
/// What was polled and is not known to be committed. After a fault it is taken from here again, from the group's committed offsets on,
/// instead of being
/// fetched again: the client's position never moves back, so there is no seek that could meet a rebalance. For one thread.
/// </summary>
internal sealed class UncommittedRecords
{
    private readonly List<ConsumeResult<byte[], byte[]>> again = [];
    private List<ConsumeResult<byte[], byte[]>> sent = []; // without what was taken away since
    private IReadOnlyList<ConsumeResult<byte[], byte[]>> sentOnce = []; // with it

    /// <summary>What is to be processed again, in the order of the log.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> Again => again;

    /// <summary>What was given up last, also of partitions that are another's by now.</summary>
    public IReadOnlyList<ConsumeResult<byte[], byte[]>> GivenUp { get; private set; } = [];

    /// <summary>These are being committed.</summary>
    public void MarkInFlight(IEnumerable<ConsumeResult<byte[], byte[]>> records)
    {
        sent = [.. records];
        sentOnce = sent;
    }

    /// <summary>What was sent is committed.</summary>
    public void CompleteCommit() => sentOnce = sent = [];

    /// <summary>A record that was polled while others wait: it comes after them.</summary>
    public void Add(ConsumeResult<byte[], byte[]> record) => again.Add(record);

    /// <summary>These were polled and are not sent yet: they come first again.</summary>
    public void PutBack(IEnumerable<ConsumeResult<byte[], byte[]>> records) => again.InsertRange(0, records);

    /// <summary>These partitions were taken away: their new owner reads them.</summary>
    public void Drop(IReadOnlySet<TopicPartition> revoked)
    {
        sent = sent.FindAll(record => !revoked.Contains(record.TopicPartition));
        again.RemoveAll(record => revoked.Contains(record.TopicPartition));
    }

    /// <summary>Everything that was sent or polled, and is not committed, is to be processed again, in the order of the log.</summary>
    /// <param name="polled">The batch polled after what was sent, and not sent itself.</param>
    /// <param name="committed">The group's offsets of the partitions that are ours; a special offset where nothing is committed.</param>
    public void Rewind(IEnumerable<ConsumeResult<byte[], byte[]>> polled, IEnumerable<TopicPartitionOffset> committed)
    {
        var next = committed.ToDictionary(offset => offset.TopicPartition, offset => offset.Offset);
        GivenUp = [.. sentOnce, .. polled];
        again.InsertRange(0, [.. sent, .. polled]);
        again.RemoveAll(record => !next.TryGetValue(record.TopicPartition, out var from) || (!from.IsSpecial && record.Offset < from));
        sentOnce = sent = [];
    }

    /// <summary>These were polled before everything that waits here of their partition.</summary>
    public void PutFirst(IEnumerable<ConsumeResult<byte[], byte[]>> records) => again.InsertRange(0, records);

    /// <summary>Moves those of the waiting that are asked for into a batch.</summary>
    public void TakeInto(List<ConsumeResult<byte[], byte[]>> batch, Predicate<ConsumeResult<byte[], byte[]>> wanted)
    {
        batch.AddRange(again.FindAll(wanted));
        again.RemoveAll(wanted);
    }

    /// <summary>Takes out what waits of a partition, in the order of the log.</summary>
    public List<ConsumeResult<byte[], byte[]>> TakeOut(TopicPartition partition)
    {
        var taken = again.FindAll(record => record.TopicPartition == partition);
        again.RemoveAll(record => record.TopicPartition == partition);
        return taken;
    }

    /// <summary>
    /// Moves those that wait into a batch, up to its limit; one that must be alone neither follows another nor is followed.
    /// </summary>
    /// <returns>Whether the limit was reached.</returns>
    public bool TakeInto(List<ConsumeResult<byte[], byte[]>> batch, BatchLimit limit, Func<ConsumeResult<byte[], byte[]>, bool> isAlone)
    {
        var (count, bytes) = (0, 0L);
        while (count < again.Count && !limit.IsReached(count, bytes))
        {
            var alone = isAlone(again[count]);
            if (alone && count > 0)
                break;
            bytes += BatchLimit.SizeOf(again[count++]);
            if (alone)
                break;
        }

        batch.AddRange(again.GetRange(0, count));
        again.RemoveRange(0, count);
        return limit.IsReached(count, bytes);
    }
}
