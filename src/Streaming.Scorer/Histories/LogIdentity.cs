using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;
using Streaming.Kafka.Clients;

namespace Streaming.Scorer.Histories;

/// <summary>Which cluster and which topics offsets belong to: a topic that was deleted and made anew has another id under the same
/// name.</summary>
public static class LogIdentity
{
    /// <summary>The cluster's id and the id of each input topic, as one line.</summary>
    /// <exception cref="KafkaException">The broker does not answer, a topic is missing, or the cluster takes no such request.</exception>
    public static string Read(ScorerSettings settings)
    {
        var wait = settings.Clients.BrokerWait;
        using var admin = new AdminClientBuilder(settings.Client.ForConsumer()).Build();
        string[] topics = [settings.NameOf(Topics.OrderDelivered), settings.NameOf(Topics.ReviewSubmitted)];
        var described = admin
            .DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), new DescribeTopicsOptions { RequestTimeout = wait })
            .GetAwaiter()
            .GetResult();
        var cluster = admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = wait }).GetAwaiter().GetResult();
        return string.Join(
            ' ',
            described
                .TopicDescriptions.OrderBy(topic => topic.Name, StringComparer.Ordinal)
                .Select(topic => $"{topic.Name}:{topic.TopicId}")
                .Prepend(cluster.ClusterId)
        );
    }
}
