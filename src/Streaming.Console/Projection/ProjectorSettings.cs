using Confluent.Kafka;

namespace Streaming.Console.Projection;

/// <summary>What the projector works with.</summary>
public sealed record ProjectorSettings
{
    /// <summary>How to reach the cluster.</summary>
    public required ClientConfig Client { get; init; }

    /// <summary>Identifies the log where the cluster cannot be asked for it, as the mock cluster; null: the cluster's id and the ids of its
    /// topics.</summary>
    public string? LogId { get; init; }

    /// <summary>Records that close a batch, 1 or more. Default 5,000: larger ones are hardly faster.</summary>
    public int BatchSize { get; init; } = 5_000;

    /// <summary>Age that closes a batch: so long is a lone alert held back. Default 100 ms.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Pause between two attempts to take over from another instance that projects. Default 2 s.</summary>
    public TimeSpan StandBy { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two looks at lag, old rows and missing references. Default 5 s.</summary>
    public TimeSpan Housekeeping { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Consumer group of the scorers, whose lag the overview shows.</summary>
    public required string ScorerGroup { get; init; }

    /// <summary>Days of stream time that alerts and windows are kept, 1 or more. Default 90, as their topics keep them.</summary>
    public int KeepAlertDays { get; init; } = 90;

    /// <summary>Days of stream time that tier counts are kept, 1 or more. Default 400, as the topic keeps them.</summary>
    public int KeepCountDays { get; init; } = 400;
}
