using Confluent.Kafka;
using Streaming.Contracts.Events;

namespace Streaming.Scorer.DeadLetters;

/// <summary>
/// The positions of <c>order-delivered</c> whose records were refused. They never enter a history, also when they could be decoded meanwhile: what a
/// dead letter was when it was logged decides, for ever. Not thread-safe.
/// </summary>
/// <param name="topic">Name of the input topic.</param>
internal sealed class RefusedPositions(string topic) : IDeadLetterView
{
    private readonly Dictionary<int, List<long>> offsets = [];

    public bool Contains(int partition, long offset) => offsets.Count > 0 && offsets.TryGetValue(partition, out var refused) && refused.BinarySearch(offset) >= 0;

    public void Add(StoredLetter letter)
    {
        if (letter.StandsInHistories || letter.Original is not { } original || original.Topic != topic) return;
        if (!offsets.TryGetValue(original.Partition.Value, out var refused)) offsets.Add(original.Partition.Value, refused = []);
        var place = refused.BinarySearch(original.Offset.Value);
        if (place < 0) refused.Insert(~place, original.Offset.Value); // at the end, but for a cluster that shows aborted records
    }

    public void Add(byte[] key, DeadLettersRedriven release)
    {
        // A redriven event stays refused: it is scored, but counts for no other.
    }
}
