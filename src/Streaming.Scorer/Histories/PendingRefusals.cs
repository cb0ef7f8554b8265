using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Scorer.DeadLetters;

namespace Streaming.Scorer.Histories;

/// <summary>
/// What this process has refused and no dead letter tells of yet. The histories have passed it without counting it, so it stays refused for
/// the scoring loop of this process, also
/// when it could be decoded by then: a record that is scored and stands in no history would be taken for a repetition. Not thread-safe.
/// </summary>
internal sealed class PendingRefusals(RefusedPositions letters)
{
    private const int Few = 1_000;

    private readonly Dictionary<TopicPartitionOffset, (string Reason, string Message, long Stamp)> refused = [];
    private int most = Few;

    /// <summary>True while there is one that no letter tells of: a table that is saved now would not know of it.</summary>
    public bool Any
    {
        get
        {
            if (refused.Count > 0)
                Prune();
            return refused.Count > 0;
        }
    }

    /// <summary>Notes a refusal; the first one of a record stays.</summary>
    public void Add(ConsumeResult<byte[], byte[]> record, ContractException why)
    {
        if (refused.Count >= most)
        {
            Prune();
            most = Math.Max(Few, 2 * refused.Count);
        }

        refused.TryAdd(record.TopicPartitionOffset, (why.ReasonCode, why.Message, record.Message.Timestamp.UnixTimestampMs));
    }

    /// <exception cref="ContractException">The record was refused by this process.</exception>
    public void ThrowIfAny(ConsumeResult<byte[], byte[]> record)
    {
        if (refused.Count > 0 && refused.TryGetValue(record.TopicPartitionOffset, out var why))
            throw new ContractException(why.Reason, why.Message);
    }

    private void Prune()
    {
        foreach (var (place, why) in refused)
            if (letters.Contains(place.Partition.Value, place.Offset.Value, why.Stamp))
                refused.Remove(place);
    }
}
