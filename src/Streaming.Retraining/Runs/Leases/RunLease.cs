using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs.Leases;

/// <summary>The one active run of a model, who works on it at this moment and how far it is.</summary>
public sealed record RunLease
{
    public required string Model { get; init; }

    public required string Run { get; init; }

    /// <summary>The process that works on it; empty between two stages and when nobody took it up again.</summary>
    public required string Node { get; init; }

    /// <summary>Nobody works on it: its process is gone, or no trainer took up the next stage.</summary>
    public required bool IsAbandoned { get; init; }

    /// <summary>When the run became the active one, by the database's clock.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The stage under way; empty before the first.</summary>
    public required string Stage { get; init; }

    /// <summary>Where that stage stands, reported about once a second.</summary>
    public required StageProgress Progress { get; init; }

    /// <summary>Who asked to stop it; null when nobody did.</summary>
    public required string? CancelBy { get; init; }

    /// <summary>The reason given.</summary>
    public required string? CancelWhy { get; init; }
}
