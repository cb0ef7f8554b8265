using Streaming.Contracts;

namespace Streaming.Embedded.Kafka;

/// <summary>What a reader with read_committed may rely on.</summary>
public enum KafkaGuarantee
{
    /// <summary>A record may be seen twice, and records of aborted or unfinished transactions are seen.</summary>
    AtLeastOnce,

    /// <summary>Aborted and unfinished transactions are hidden and an outdated producer is fenced off.</summary>
    ExactlyOnce,
}

/// <summary>A Kafka that belongs to this process: started by it, stopped when disposed. Safe to use from any thread.</summary>
public interface IKafkaBroker : IAsyncDisposable
{
    /// <summary>HOST:PORT on the loopback; differs from start to start.</summary>
    string BootstrapServers { get; }

    KafkaGuarantee Guarantee { get; }

    /// <summary>One sentence for people: what runs here and which guarantee holds, and why.</summary>
    string Description { get; }

    /// <summary>Whether an admin client may create, alter and describe topics. Where not, <see cref="EnsureTopicsAsync"/> is the
    /// way.</summary>
    bool SupportsAdmin { get; }

    /// <summary>Changes whenever the topics' records are gone, so that a stored position is never applied to another log.</summary>
    string ClusterId { get; }

    /// <summary>
    /// Creates those of the topics that are missing, with their cleanup and retention where the broker knows such. Existing ones are left
    /// as they are.
    /// </summary>
    /// <param name="topics">Rows of the topic table.</param>
    /// <param name="partitions">For the topics created, 1 or more.</param>
    /// <returns>The names of the topics that were created.</returns>
    Task<IReadOnlyList<string>> EnsureTopicsAsync(IEnumerable<Topic> topics, int partitions, CancellationToken cancellation = default);
}
