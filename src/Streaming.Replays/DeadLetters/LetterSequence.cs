using Confluent.Kafka;
using Streaming.Contracts.Events;

namespace Streaming.Replays.DeadLetters;

/// <summary>A dead letter without its bytes.</summary>
/// <param name="Partition">On the dead-letter topic.</param>
/// <param name="Offset">On the dead-letter topic.</param>
/// <param name="Key">As received; null for a record that had none.</param>
/// <param name="Original">Input coordinates; null when its headers do not say.</param>
/// <param name="Reason">Reason code; "unknown" when its headers do not say.</param>
/// <param name="Message">Why, in words.</param>
/// <param name="FailedAt">When it was dead-lettered first; null when its headers do not say.</param>
internal sealed record LetterEntry(
    int Partition,
    long Offset,
    byte[]? Key,
    TopicPartitionOffset? Original,
    string Reason,
    string Message,
    DateTimeOffset? FailedAt
);

/// <summary>The dead letters of one key in one partition, in their order, and how far they are released.</summary>
internal sealed class LetterSequence(byte[] key, int partition)
{
    private const int NothingReleased = -1;

    public byte[] Key { get; } = key;

    public int Partition { get; } = partition;

    public List<LetterEntry> Letters { get; } = [];

    /// <summary>The last word on these letters; null when nobody ever redrove them.</summary>
    public DeadLettersRedriven? Release { get; set; }

    public long ReleasedThrough => Release?.ReleasedThrough ?? NothingReleased;

    /// <summary>Redrives that failed since the last release.</summary>
    public int Attempts => Release?.Attempts ?? 0;

    public bool IsParked => Letters.Count > 0 && Letters[^1].Offset > ReleasedThrough;

    /// <summary>What a redrive would release, in this order.</summary>
    public IEnumerable<LetterEntry> Waiting => Letters.Where(letter => letter.Offset > ReleasedThrough);
}
