namespace Streaming.Console.DeadLetters;

/// <summary>The orders that could not be scored, and their release, with the code of the commands. Safe to use from any thread.</summary>
public interface IDeadLetters
{
    /// <summary>Everything that the dead-letter topic holds now, without the bytes, the latest first. Reads all of it.</summary>
    Task<IReadOnlyList<DeadLetterEntry>> ReadAsync(CancellationToken cancellation);

    /// <summary>One letter as text; null when nothing is there.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="withCustomers">Show customers' ids, and more of the bytes of what cannot be decoded.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<string?> ShowAsync(LetterPlace place, bool withCustomers, CancellationToken cancellation);

    /// <summary>Releases what is asked for, or tries it; each result comes after its transaction. A release is in the trail.</summary>
    /// <exception cref="InvalidOperationException">Nothing can be released now; the message says why.</exception>
    IAsyncEnumerable<ReleasedOrder> ReleaseAsync(ReleaseRequest request, CancellationToken cancellation);
}

/// <summary>A place in the dead-letter topic.</summary>
public readonly record struct LetterPlace(int Partition, long Offset);

/// <summary>All dead letters.</summary>
/// <param name="ReadAt">Wall time.</param>
/// <param name="Letters">The latest first.</param>
public sealed record DeadLetterSummary(DateTimeOffset ReadAt, IReadOnlyList<DeadLetterEntry> Letters)
{
    /// <summary>By reason, the most frequent first.</summary>
    public IReadOnlyList<DeadLetterGroup> Groups { get; } =
    [
        .. Letters
            .GroupBy(letter => letter.Reason)
            .Select(group => new DeadLetterGroup(group.Key, [.. group]))
            .OrderByDescending(group => group.Parked)
            .ThenByDescending(group => group.Letters.Count)
            .ThenBy(group => group.Reason, StringComparer.Ordinal),
    ];

    /// <summary>Orders that wait for a release.</summary>
    public int ParkedOrders => Orders(Letters);

    internal static int Orders(IEnumerable<DeadLetterEntry> letters) =>
        letters
            .Where(letter => letter.State == LetterState.Parked)
            .Select(letter => (letter.Key, letter.Place.Partition))
            .Distinct()
            .Count();
}

/// <summary>The dead letters of one reason.</summary>
public sealed record DeadLetterGroup(string Reason, IReadOnlyList<DeadLetterEntry> Letters)
{
    public int Parked { get; } = Letters.Count(letter => letter.State == LetterState.Parked);

    public int Released { get; } = Letters.Count(letter => letter.State == LetterState.Released);

    /// <summary>Orders that a release of this reason would be about.</summary>
    public int ParkedOrders { get; } = DeadLetterSummary.Orders(Letters);

    public DateTimeOffset? First { get; } = Letters.Min(letter => letter.FailedAt);

    public DateTimeOffset? Last { get; } = Letters.Max(letter => letter.FailedAt);
}

/// <summary>What became of a dead letter.</summary>
public enum LetterState
{
    /// <summary>It waits, and its order with it.</summary>
    Parked,

    /// <summary>It was scored or given up.</summary>
    Released,

    /// <summary>It parks nothing and can never be scored: a new event must be sent.</summary>
    WithoutKey,
}

/// <summary>A dead letter.</summary>
/// <param name="Key">The order's id as text.</param>
/// <param name="Message">Why, in words.</param>
/// <param name="FailedAt">Null when its headers do not say.</param>
/// <param name="CameFrom">Topic, partition and offset; null when its headers do not say.</param>
/// <param name="Attempts">Releases of its order that failed since the last one that did not.</param>
public sealed record DeadLetterEntry(
    LetterPlace Place,
    string Key,
    string Reason,
    string Message,
    DateTimeOffset? FailedAt,
    LetterState State
)
{
    public string? CameFrom { get; init; }

    public int Attempts { get; init; }
}

/// <summary>What somebody asks to be released.</summary>
/// <param name="Id">Under which a release is recorded once.</param>
/// <param name="IsDry">Score everything, publish nothing.</param>
/// <param name="By">Who asks.</param>
/// <param name="Why">The reason given, in words.</param>
public sealed record ReleaseRequest(string Id, ReleaseScope Scope, bool IsDry, bool DiscardsInvalid, string By, string Why);

/// <summary>Which parked orders.</summary>
/// <param name="OrderId">One order; null for not only one.</param>
/// <param name="Reason">Those with a waiting letter of this reason; null for every reason.</param>
public sealed record ReleaseScope(string? OrderId, string? Reason)
{
    public override string ToString() =>
        OrderId is not null ? $"order {OrderId}"
        : Reason is not null ? $"every order with a letter of reason {Reason}"
        : "every parked order";
}

/// <summary>What became of an order, or would.</summary>
/// <param name="Key">The order's id as text.</param>
/// <param name="Message">In words.</param>
/// <param name="Tiers">Of its letters that were scored.</param>
/// <param name="Discarded">Letters that were given up.</param>
public sealed record ReleasedOrder(string Key, bool IsReleased, string Message, IReadOnlyList<string> Tiers, int Discarded);
