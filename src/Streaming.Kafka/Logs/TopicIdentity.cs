using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Logs;

/// <summary>Which log offsets belong to: a topic that was deleted and made anew has another id under the same name.</summary>
public static class TopicIdentity
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    /// <summary>The cluster's id and the ids of the topics, in the order of their names.</summary>
    /// <exception cref="KafkaException">The broker does not answer, a topic is missing, or the cluster takes no such request.</exception>
    public static async Task<string> ReadAsync(ClientConfig client, IEnumerable<string> topicNames)
    {
        using var admin = new AdminClientBuilder(client.ForConsumer()).SetErrorHandler((_, _) => { }).Build();
        try
        {
            var names = TopicCollection.OfTopicNames(topicNames);
            var topics = await admin
                .DescribeTopicsAsync(names, new DescribeTopicsOptions { RequestTimeout = BrokerWait })
                .ConfigureAwait(false);
            var cluster = await admin
                .DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = BrokerWait })
                .ConfigureAwait(false);
            return string.Join(
                ' ',
                topics
                    .TopicDescriptions.OrderBy(topic => topic.Name, StringComparer.Ordinal)
                    .Select(topic => string.Create(CultureInfo.InvariantCulture, $"{topic.Name}:{topic.TopicId}"))
                    .Prepend(cluster.ClusterId)
            );
        }
        catch (DescribeTopicsException partly)
        {
            var missing = partly.Results.TopicDescriptions.First(topic => topic.Error.IsError);
            throw new KafkaException(
                new Error(
                    missing.Error.Code,
                    $"topic {missing.Name}: {missing.Error.Reason}; streaming topics create makes what is missing"
                ),
                partly
            );
        }
    }
}
