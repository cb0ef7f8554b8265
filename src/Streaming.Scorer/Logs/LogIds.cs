using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;

namespace Streaming.Scorer.Logs;

/// <summary>The ids of a cluster and of the topics that a scorer's memory rests on. A topic that was deleted and made anew has another id
/// under the same name. Immutable.</summary>
/// <param name="Cluster">The cluster's id.</param>
/// <param name="Topics">Topic ids by name.</param>
internal sealed record LogIds(string Cluster, IReadOnlyDictionary<string, string> Topics)
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    /// <summary>What a history, a parked order and a refused position are made from.</summary>
    public static string[] Names(ScorerSettings settings) =>
        [
            .. new[]
            {
                Contracts.Topics.OrderDelivered,
                Contracts.Topics.ReviewSubmitted,
                Contracts.Topics.OrderDeliveredDeadLetters,
                Contracts.Topics.OrderDeliveredRedrives,
            }.Select(settings.NameOf),
        ];

    /// <summary>Asks the cluster.</summary>
    /// <exception cref="KafkaException">The broker does not answer, a topic is missing, or the cluster takes no such request.</exception>
    public static async Task<LogIds> ReadAsync(IAdminClient admin, string[] names)
    {
        var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = BrokerWait }).ConfigureAwait(false);
        return new LogIds(cluster.ClusterId, await ReadTopicsAsync(admin, names).ConfigureAwait(false));
    }

    /// <summary>The same with topic ids alone, in one request.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<LogIds> ReadTopicsAgainAsync(IAdminClient admin) =>
        this with
        {
            Topics = await ReadTopicsAsync(admin, [.. Topics.Keys]).ConfigureAwait(false),
        };

    /// <summary>What is not as it was before, in words; null when all is.</summary>
    public string? ChangeSince(LogIds before)
    {
        if (Cluster != before.Cluster)
            return $"this is another cluster: its id is {Cluster}, it was {before.Cluster}";
        var anew = Topics
            .Where(topic => before.Topics.TryGetValue(topic.Key, out var id) && id != topic.Value)
            .Select(topic => $"topic {topic.Key} was deleted and made anew: its id is {topic.Value}, it was {before.Topics[topic.Key]}");
        return string.Join("; ", anew) is { Length: > 0 } change ? change : null;
    }

    private static async Task<Dictionary<string, string>> ReadTopicsAsync(IAdminClient admin, string[] names)
    {
        var described = await admin
            .DescribeTopicsAsync(TopicCollection.OfTopicNames(names), new DescribeTopicsOptions { RequestTimeout = BrokerWait })
            .ConfigureAwait(false);
        return described.TopicDescriptions.ToDictionary(topic => topic.Name, topic => topic.TopicId.ToString(), StringComparer.Ordinal);
    }
}
