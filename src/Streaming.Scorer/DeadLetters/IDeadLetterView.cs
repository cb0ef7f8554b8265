using Streaming.Contracts.Events;

namespace Streaming.Scorer.DeadLetters;

/// <summary>Something that is a pure function of the dead letters and their releases. Each partition of each topic comes in its own order;
/// the two topics in any.</summary>
public interface IDeadLetterView
{
    /// <summary>The next dead letter of its partition.</summary>
    void Add(StoredLetter letter);

    /// <summary>The next release of its partition.</summary>
    /// <param name="key">Of the order, as received.</param>
    /// <param name="release">What was redriven.</param>
    void Add(byte[] key, DeadLettersRedriven release);

    /// <summary>Every dead letter of the partition below this offset was given, or is gone.</summary>
    void Reached(int partition, long next) { }
}
