using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;

namespace Streaming.Embedded.Kafka;

/// <summary>Creates topics of the topic table on a cluster that answers admin requests.</summary>
public static class TopicCreation
{
    /// <summary>One replica: right for a single broker.</summary>
    public const short SingleReplica = 1;

    /// <summary>Creates those that are missing, with their cleanup policy and retention. Existing ones are left as they are.</summary>
    /// <param name="replicas">1, or -1 for the cluster's own default.</param>
    /// <returns>The names of the topics that were created.</returns>
    /// <exception cref="CreateTopicsException">The broker refused one; its results say which and why.</exception>
    public static async Task<IReadOnlyList<string>> EnsureAsync(
        string bootstrapServers,
        IEnumerable<Topic> topics,
        int partitions,
        short replicas,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        var wanted = topics.Select(topic => Specification(topic, partitions, replicas)).ToList();
        if (wanted.Count == 0)
            return [];
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        try
        {
            await admin.CreateTopicsAsync(wanted).WaitAsync(cancellation).ConfigureAwait(false);
            return [.. wanted.Select(topic => topic.Name)];
        }
        catch (CreateTopicsException answer)
            when (answer.Results.TrueForAll(one => one.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            return [.. answer.Results.Where(one => one.Error.Code == ErrorCode.NoError).Select(one => one.Topic)];
        }
    }

    internal static TopicSpecification Specification(Topic topic, int partitions, short replicas) =>
        new()
        {
            Name = topic.Name,
            NumPartitions = partitions,
            ReplicationFactor = replicas,
            Configs = topic.ToSettings(),
        };
}
