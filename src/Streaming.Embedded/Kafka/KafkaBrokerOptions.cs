namespace Streaming.Embedded.Kafka;

/// <summary>How the process's own Kafka is run.</summary>
public sealed record KafkaBrokerOptions
{
    /// <summary>Where a real broker keeps its log, settings and messages between runs; created when absent. The mock needs none.</summary>
    public required string DataFolder { get; init; }

    /// <summary>An Apache Kafka distribution (<c>bin/ libs/ config/</c>), 3.3 or later. Null or empty: the mock cluster.
    /// Default: what the environment's KAFKA_HOME says.</summary>
    public string? KafkaHome { get; init; } = Environment.GetEnvironmentVariable(KafkaBrokers.HomeVariable);

    /// <summary>Start a real broker with an empty log, as the mock always does: whatever the folder held is deleted. Default:
    /// off.</summary>
    public bool FreshLog { get; init; }

    /// <summary>Largest heap of the real broker in MB; 128 or more. Default: 384.</summary>
    public int HeapMegabytes { get; init; } = 384;

    /// <summary>Further settings of the real broker, in Kafka's own names; they win over the ones that it is given otherwise. Default:
    /// none.</summary>
    public IReadOnlyDictionary<string, string> FurtherSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the real broker may take to answer, recovery included. Default: one minute.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it may take to stop in order before it is killed. Default: 20 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
