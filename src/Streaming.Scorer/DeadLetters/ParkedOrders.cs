using Confluent.Kafka;
using Streaming.Contracts.Events;

namespace Streaming.Scorer.DeadLetters;

/// <summary>
/// Which order keys are parked: those with a dead letter that is newer than what has been released for them. A pure function of the
/// dead-letter topic
/// and its releases, some 130 bytes per parked key (measured with a million). Whoever has read less of the releases parks more, never less.
/// Not thread-safe.
/// </summary>
/// <param name="inputTopic">Name of the topic whose records are dead-lettered.</param>
public sealed class ParkedOrders(string inputTopic) : IDeadLetterView
{
    private const long Unknown = -1;

    private readonly Dictionary<int, PartitionOfLetters> partitions = [];
    private string letterTopic = "";

    /// <summary>Releases that are kept because letters of theirs may still come.</summary>
    public int ReleasesAhead => partitions.Values.Sum(partition => partition.ReleasedAhead.Count);

    /// <summary>How many are parked.</summary>
    public int Count { get; private set; }

    /// <summary>The input positions that are refused.</summary>
    public RefusedPositions Refused { get; } = new(inputTopic);

    /// <summary>The input coordinates of the first dead letter that the key waits for (after a release that was overtaken: of the latest
    /// one), or its own where its headers do not say; null when the key is not parked.</summary>
    public TopicPartitionOffset? Find(UInt128 key)
    {
        if (Count == 0)
            return null;
        // A key's dead letters are in one partition, unless order-delivered was given more of them meanwhile.
        foreach (var (number, partition) in partitions)
            if (partition.Parked.TryGetValue(key, out var order))
                return order.FirstInput == Unknown
                    ? new TopicPartitionOffset(letterTopic, number, order.First)
                    : new TopicPartitionOffset(inputTopic, number, order.FirstInput);
        return null;
    }

    /// <inheritdoc/>
    public void Add(StoredLetter letter)
    {
        Refused.Add(letter);
        if (letter.Key is not { } bytes)
            return;
        var (key, offset, input) = (KeyHash.Of(bytes), letter.Position.Offset.Value, InputOf(letter));
        letterTopic = letter.Position.Topic;
        var partition = Of(letter.Position.Partition.Value);
        partition.Read = offset;
        if (partition.ReleasedAhead.TryGetValue(key, out var released))
        {
            if (offset >= released)
                partition.ReleasedAhead.Remove(key);
            if (offset <= released)
                return;
        }

        if (partition.Parked.TryGetValue(key, out var order))
        {
            partition.Parked[key] = order with { Last = offset, LastInput = input };
            return;
        }

        partition.Parked.Add(key, new ParkedOrder(offset, input, offset, input));
        Count++;
    }

    /// <inheritdoc/>
    public void Add(byte[] key, DeadLettersRedriven release)
    {
        var partition = Of(release.DeadLetterPartition);
        var hash = KeyHash.Of(key);
        if (release.ReleasedThrough > partition.Read)
            partition.ReleasedAhead[hash] = release.ReleasedThrough;
        if (!partition.Parked.TryGetValue(hash, out var order) || release.ReleasedThrough < order.First)
            return;
        if (release.ReleasedThrough < order.Last)
        {
            partition.Parked[hash] = order with { First = order.Last, FirstInput = order.LastInput };
            return;
        }

        partition.Parked.Remove(hash);
        Count--;
    }

    /// <summary>Releases of letters that are gone are of no more use.</summary>
    public void Reached(int partition, long next)
    {
        var letters = Of(partition);
        letters.Read = Math.Max(letters.Read, next - 1);
        foreach (var (key, through) in letters.ReleasedAhead)
            if (through <= letters.Read)
                letters.ReleasedAhead.Remove(key);
    }

    private PartitionOfLetters Of(int partition)
    {
        if (!partitions.TryGetValue(partition, out var found))
            partitions.Add(partition, found = new PartitionOfLetters());
        return found;
    }

    /// <summary>The offset suffices: a dead letter has its input's partition number, unless somebody else wrote it.</summary>
    private long InputOf(StoredLetter letter) =>
        letter.Original is { } original && original.Topic == inputTopic && original.Partition == letter.Position.Partition
            ? original.Offset.Value
            : Unknown;

    /// <summary>Offsets of dead letters and of their records in the input partition.</summary>
    private readonly record struct ParkedOrder(long First, long FirstInput, long Last, long LastInput);

    private sealed class PartitionOfLetters
    {
        /// <summary>Offset up to which all dead letters were read.</summary>
        public long Read { get; set; } = -1;

        public Dictionary<UInt128, ParkedOrder> Parked { get; } = [];

        /// <summary>Releases of dead letters that have not been read yet.</summary>
        public Dictionary<UInt128, long> ReleasedAhead { get; } = [];
    }
}
