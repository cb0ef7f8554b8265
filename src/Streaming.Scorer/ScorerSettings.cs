using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Kafka.Clients;

namespace Streaming.Scorer;

/// <summary>What readers of the output topics may rely on.</summary>
public enum ProcessingGuarantee
{
    /// <summary>One transaction per batch; readers with read_committed see every result once.</summary>
    ExactlyOnce,

    /// <summary>Without transactions: sooner visible, and a crash may repeat results. Every repetition has the same event_id, and of two
    /// with one id the later counts.</summary>
    AtLeastOnce,
}

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

    /// <summary>
    /// Bytes of keys, values and headers, unpacked, that close a batch; the record that passes the limit is its last. 1 MiB to 1 GiB.
    /// </summary>
    public long BatchBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Age of the first record that closes a batch, so that a lone red alert is not held back.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Exactly once, unless chosen otherwise.</summary>
    public ProcessingGuarantee Guarantee { get; init; }

    /// <summary>How long a transaction of a dead instance hides later records from readers; at most 10 s.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which the group takes an instance for dead and gives its partitions to others.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Folder for snapshots of the histories; null keeps none: every start then reads the logs from their beginning.</summary>
    public string? HistoryFolder { get; init; }

    /// <summary>Time between two snapshots; one more is written at a graceful stop.</summary>
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Commit the offsets once more after the transaction. Only for librdkafka's mock cluster, which takes offsets in a transaction and
    /// forgets
    /// them; on a real cluster the transaction is enough and a second commit could pass a rebalance.
    /// </summary>
    public bool CommitsOffsetsAgain { get; init; }

    /// <summary>How many reasons a score carries at most.</summary>
    public int ReasonCount { get; init; } = 3;

    /// <summary>What is expected of an order; what is not is scored all the same, and counted. By default nothing is.</summary>
    public OrderRules OrderRules { get; init; } = OrderRules.None;

    /// <summary>Where clients come from; another source than the client library only where interleavings are tested.</summary>
    public IKafkaClients Clients { get; init; } = LibraryClients.Instance;

    /// <summary>The topic's name on this cluster: prefix and name.</summary>
    public string NameOf(Topic topic) => TopicPrefix + topic.Name;
}
