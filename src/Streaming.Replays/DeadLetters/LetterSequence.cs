using Confluent.Kafka;
using Streaming.Contracts.Events;

namespace Streaming.Replays.DeadLetters;

/// <summary>A dead letter without its bytes.</summary>
public sealed record LetterEntry
{
    /// <summary>On the dead-letter topic.</summary>
    public required int Partition { get; init; }

    /// <summary>On the dead-letter topic.</summary>
    public required long Offset { get; init; }

    /// <summary>As received; null for a record that had none.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Input coordinates; null when its headers do not say.</summary>
    public TopicPartitionOffset? Original { get; init; }

    /// <summary>Reason code; "unknown" when its headers do not say.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Message { get; init; }

    /// <summary>When it was dead-lettered first; null when its headers do not say.</summary>
    public DateTimeOffset? FailedAt { get; init; }
}

/// <summary>The dead letters of one key in one partition, in their order, and how far they are released.</summary>
public sealed class LetterSequence(byte[] key, int partition)
{
    private const int NothingReleased = -1;

    /// <summary>As received.</summary>
    public byte[] Key { get; } = key;

    /// <summary>Of the dead-letter topic.</summary>
    public int Partition { get; } = partition;

    /// <summary>In the order of the topic; none when retention has removed them.</summary>
    public List<LetterEntry> Letters { get; } = [];

    /// <summary>The last word on these letters; null when nobody ever redrove them.</summary>
    public DeadLettersRedriven? Release { get; set; }

    /// <summary>Offset of the last letter that is released; -1 when none is.</summary>
    public long ReleasedThrough => Release?.ReleasedThrough ?? NothingReleased;

    /// <summary>Redrives that failed since the last release.</summary>
    public int Attempts => Release?.Attempts ?? 0;

    /// <summary>Whether the last letter is not released.</summary>
    public bool IsParked => Letters.Count > 0 && Letters[^1].Offset > ReleasedThrough;

    /// <summary>What a redrive would release, in this order.</summary>
    public IEnumerable<LetterEntry> Waiting => Letters.Where(letter => letter.Offset > ReleasedThrough);
}
