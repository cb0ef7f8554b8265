namespace Streaming.Replays.Redrives;

/// <summary>How the redrive of an order ended; in a dry run, how it would end.</summary>
public enum RedriveEnd
{
    /// <summary>Its letters are released: the order flows again.</summary>
    Released,

    /// <summary>A letter is still invalid: nothing was published but the failed attempt.</summary>
    StillInvalid,

    /// <summary>Too many redrives have failed: left alone.</summary>
    TooManyAttempts,

    /// <summary>Nothing of it is parked.</summary>
    NothingParked,
}

/// <summary>What became of one dead letter; in a dry run, what would.</summary>
/// <param name="Offset">On the dead-letter topic, in the order's partition.</param>
/// <param name="InputOffset">Where the record stood in its input partition; null when its headers do not say.</param>
/// <param name="Outcome">scored; duplicate (the same event, or a lower version); repeated (another dead letter of the same record);
/// invalid; discarded.</param>
/// <param name="Probability">Of a scored one.</param>
/// <param name="Tier">Of a scored one.</param>
/// <param name="Why">Of an invalid or discarded one: what is wrong with it.</param>
public sealed record RedrivenLetter(
    long Offset,
    long? InputOffset,
    string Outcome,
    double? Probability = null,
    string? Tier = null,
    string? Why = null
);

/// <summary>One order after its redrive.</summary>
/// <param name="Key">The order's key as text.</param>
/// <param name="Partition">Of the dead-letter topic.</param>
/// <param name="End">How it ended.</param>
/// <param name="Message">The same for people, with what they need to act.</param>
/// <param name="Attempts">Failed redrives since the last release, this one included.</param>
/// <param name="Letters">In their order; empty when none was looked at.</param>
public sealed record RedrivenOrder(
    string Key,
    int Partition,
    RedriveEnd End,
    string Message,
    int Attempts,
    IReadOnlyList<RedrivenLetter> Letters
);
