using System.Globalization;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Scorer;
using Streaming.Scorer.Histories;

namespace Streaming.Replays.OfflineScoring;

/// <summary>
/// From where to where the topics reach that a history is made from, at one moment: what is read up to here is the same whenever it is
/// read, as long as retention cuts
/// nothing. Ends are those of decided transactions. Immutable.
/// </summary>
public sealed class LogExtent
{
    private readonly Dictionary<TopicPartition, (long Begin, long End)> bounds;

    private LogExtent(string cluster, Dictionary<TopicPartition, (long Begin, long End)> bounds)
    {
        Cluster = cluster;
        this.bounds = bounds;
    }

    /// <summary>Ids of the cluster and the input topics; empty where the cluster does not tell them.</summary>
    public string Cluster { get; }

    /// <summary>By topic: each partition with its first offset and the one after its last, such as <c>0:0-1204 1:17-988</c>.</summary>
    public IReadOnlyDictionary<string, string> Positions =>
        bounds
            .GroupBy(bound => bound.Key.Topic)
            .ToDictionary(
                topic => topic.Key,
                topic =>
                    string.Join(
                        ' ',
                        topic
                            .OrderBy(bound => bound.Key.Partition.Value)
                            .Select(bound =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{bound.Key.Partition.Value}:{bound.Value.Begin}-{bound.Value.End}"
                                )
                            )
                    )
            );

    /// <summary>The offset behind the last one that counts, of each partition of a topic; none when there is no such topic.</summary>
    public IEnumerable<TopicPartitionOffset> EndsOf(string topic) =>
        bounds.Where(bound => bound.Key.Topic == topic).Select(bound => new TopicPartitionOffset(bound.Key, bound.Value.End));

    /// <summary>Asks the cluster.</summary>
    /// <exception cref="KafkaException">An input topic is missing or the broker does not answer.</exception>
    public static LogExtent Of(ScorerSettings settings)
    {
        using var client = new LogBounds(
            settings.Clients,
            settings.Client,
            $"{settings.GroupId}-extent",
            IsolationLevel.ReadCommitted,
            _ => { }
        );
        using var metadata = new AdminClientBuilder(settings.Client.ForConsumer()).Build();
        var partitions = new List<TopicPartition>();
        foreach (var topic in (Topic[])[Topics.OrderDelivered, Topics.ReviewSubmitted])
            partitions.AddRange(TopicPartitions.Of(settings.NameOf(topic), metadata.Handle));
        foreach (var topic in (Topic[])[Topics.OrderDeliveredDeadLetters, Topics.SatisfactionScored])
            partitions.AddRange(PartitionsOfOptional(settings.NameOf(topic), metadata.Handle));
        var begins = client.Beginnings(partitions).ToDictionary(bound => bound.TopicPartition, bound => bound.Offset.Value);
        return new LogExtent(
            ClusterOf(settings),
            client.Ends(partitions).ToDictionary(bound => bound.TopicPartition, bound => (begins[bound.TopicPartition], bound.Offset.Value))
        );
    }

    private static IEnumerable<TopicPartition> PartitionsOfOptional(string topic, Handle client)
    {
        try
        {
            return [.. TopicPartitions.Of(topic, client)];
        }
        catch (KafkaException missing) when (missing.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            return [];
        }
    }

    /// <summary>Librdkafka's mock cluster takes no such request.</summary>
    private static string ClusterOf(ScorerSettings settings)
    {
        try
        {
            return LogIdentity.Read(settings);
        }
        catch (KafkaException)
        {
            return "";
        }
    }
}
