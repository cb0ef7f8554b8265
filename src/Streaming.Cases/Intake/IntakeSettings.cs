using Confluent.Kafka;
using Streaming.Cases.Policy;

namespace Streaming.Cases.Intake;

/// <summary>What the intake works with.</summary>
public sealed record IntakeSettings
{
    /// <summary>How to reach the cluster.</summary>
    public required ClientConfig Client { get; init; }

    /// <summary>Identifies the log where the cluster cannot be asked for it, as the mock cluster; null: the cluster's id and the ids of its
    /// topics.</summary>
    public string? LogId { get; init; }

    /// <summary>Which alerts become cases.</summary>
    public CasePolicy Policy { get; init; } = new();

    /// <summary>A case on which its owner did nothing for so long is nobody's again. Default 4 h.</summary>
    public TimeSpan ReturnAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Records that close a batch, 1 or more. Default 1,000.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>Age that closes a batch: so long is a lone alert held back. Default 50 ms.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Pause between two attempts to take over from another instance. Default 2 s.</summary>
    public TimeSpan StandBy { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two looks at counts, idle cases and old reviews. Default 15 s.</summary>
    public TimeSpan Housekeeping { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Days of stream time that reviews of orders without an alert are kept. Default 120: a parcel takes no longer.</summary>
    public int KeepReviewDays { get; init; } = 120;
}
