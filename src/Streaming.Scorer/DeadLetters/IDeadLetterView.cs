using Streaming.Contracts.Events;

namespace Streaming.Scorer.DeadLetters;

/// <summary>Something that is a pure function of the dead letters and their releases. Each partition of each topic comes in its own order; the two topics in any.</summary>
internal interface IDeadLetterView
{
    void Add(StoredLetter letter);

    void Add(byte[] key, DeadLettersRedriven release);
}
