using System.Globalization;
using Streaming.Contracts.Events;
using Streaming.Scorer.DeadLetters;

namespace Streaming.Replays.DeadLetters;

/// <summary>Every dead letter without its bytes, and what became of it: what operators look at. Not thread-safe.</summary>
public sealed class DeadLetterIndex(string inputTopic) : IDeadLetterView
{
    private readonly Dictionary<(UInt128 Key, int Partition), LetterSequence> sequences = [];
    private readonly List<LetterEntry> withoutKey = [];

    /// <summary>The input positions that are refused.</summary>
    public RefusedPositions Refused { get; } = new(inputTopic);

    /// <summary>Those that have dead letters, by partition, then by their first dead letter.</summary>
    public IEnumerable<LetterSequence> Sequences =>
        sequences
            .Values.Where(sequence => sequence.Letters.Count > 0)
            .OrderBy(sequence => sequence.Partition)
            .ThenBy(sequence => sequence.Letters[0].Offset);

    /// <summary>Keys and partitions with releases whose dead letters retention has removed.</summary>
    public IEnumerable<LetterSequence> Outlived => sequences.Values.Where(sequence => sequence.Letters.Count == 0);

    /// <summary>Dead letters that park nothing and can never be scored.</summary>
    public IReadOnlyList<LetterEntry> WithoutKey => withoutKey;

    /// <inheritdoc/>
    public void Add(StoredLetter letter)
    {
        Refused.Add(letter);
        var (partition, offset) = (letter.Position.Partition.Value, letter.Position.Offset.Value);
        var failedAt = DateTimeOffset.TryParse(
            letter.Text(DeadLetter.FirstFailedAt),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var parsed
        )
            ? parsed
            : (DateTimeOffset?)null;
        var sequence = letter.Key is { } key ? Of(key, partition) : null;
        var entry = new LetterEntry
        {
            Partition = partition,
            Offset = offset,
            Key = sequence?.Key,
            Original = letter.Original,
            Reason = letter.Reason ?? "unknown",
            Message = letter.Text(DeadLetter.ExceptionMessage) ?? "no header says why",
            FailedAt = failedAt,
        };
        (sequence?.Letters ?? withoutKey).Add(entry);
    }

    /// <inheritdoc/>
    public void Add(byte[] key, DeadLettersRedriven release) => Of(key, release.DeadLetterPartition).Release = release;

    private LetterSequence Of(byte[] key, int partition)
    {
        var id = (KeyHash.Of(key), partition);
        if (!sequences.TryGetValue(id, out var sequence))
            sequences.Add(id, sequence = new LetterSequence(key, partition));
        return sequence;
    }
}
