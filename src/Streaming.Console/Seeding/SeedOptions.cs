namespace Streaming.Console.Seeding;

/// <summary>How many made-up orders, and which.</summary>
public sealed record SeedOptions
{
    /// <summary>Scored orders, 1 or more.</summary>
    public required long Orders { get; init; }

    /// <summary>Equal seeds give equal orders.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Days of stream time over which they are spread. Default 365.</summary>
    public int Days { get; init; } = 365;

    /// <summary>Stream time of the last order.</summary>
    public DateTime End { get; init; } = new(2018, 5, 31, 18, 0, 0);

    /// <summary>Throws away the rows of another log.</summary>
    public bool Replace { get; init; }

    /// <summary>The log that the rows belong to: a seed that was interrupted goes on where it was.</summary>
    internal string LogId => FormattableString.Invariant($"seeded {Orders} orders over {Days} days, seed {Seed}");
}

/// <summary>The read models tell about a real log, and nobody said that they may be thrown away.</summary>
public sealed class SeedRefusedException(string message) : Exception(message);
