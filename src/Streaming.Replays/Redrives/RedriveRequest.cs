using Streaming.Replays.DeadLetters;

namespace Streaming.Replays.Redrives;

/// <summary>What an operator asks for. Validated by the host before it gets here.</summary>
public sealed record RedriveRequest
{
    public required LetterSelection Selection { get; init; }

    /// <summary>Who asks: a user or service name.</summary>
    public required string By { get; init; }

    /// <summary>The reason, for the release.</summary>
    public required string Why { get; init; }

    /// <summary>Decide and score everything, publish nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Give invalid letters up instead of keeping their order parked.</summary>
    public bool DiscardInvalid { get; init; }

    /// <summary>An order with that many failed redrives since its last release is left alone; at least 1.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Orders released in a second at most.</summary>
    public double OrdersPerSecond { get; init; } = 20;
}
