using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Scorer;

/// <summary>What one scorer instance needs to know. Validated by the host before it gets here.</summary>
public sealed record ScorerSettings
{
    /// <summary>Connection settings shared by all clients: bootstrap servers and security.</summary>
    public required ClientConfig Client { get; init; }

    /// <summary>Consumer group of the scoring loop; all instances share it.</summary>
    public string GroupId { get; init; } = "satisfaction-scorer";

    /// <summary>Stable name of this instance: its transactional id and the key of its scoring windows.</summary>
    public required string Instance { get; init; }

    /// <summary>Put in front of every topic name; empty by default.</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>The model name whose promotions this scorer follows.</summary>
    public string ModelName { get; init; } = "satisfaction";

    /// <summary>Records that close a batch, 1 to 10,000.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Age of the first record that closes a batch, so that a lone red alert is not held back.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a transaction of a dead instance hides later records from readers; at most 10 s.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which the group takes an instance for dead and gives its partitions to others.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many reasons a score carries at most.</summary>
    public int ReasonCount { get; init; } = 3;

    public string NameOf(Topic topic) => TopicPrefix + topic.Name;
}
