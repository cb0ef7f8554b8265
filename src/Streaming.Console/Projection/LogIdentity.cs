using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;
using Streaming.Kafka.Clients;

namespace Streaming.Console.Projection;

/// <summary>Which log offsets belong to: a topic that was deleted and made anew has another id under the same name.</summary>
internal static class LogIdentity
{
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    /// <summary>The cluster's id and the ids of the topics, in the order of their names.</summary>
    /// <exception cref="KafkaException">The broker does not answer, a topic is missing, or the cluster takes no such request.</exception>
    public static async Task<string> ReadAsync(ClientConfig client)
    {
        using var admin = new AdminClientBuilder(client.ForConsumer()).SetErrorHandler((_, _) => { }).Build();
        try
        {
            var names = TopicCollection.OfTopicNames(RecordDecoder.Topics.Select(topic => topic.Name));
            var topics = await admin.DescribeTopicsAsync(names, new DescribeTopicsOptions { RequestTimeout = BrokerWait });
            var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = BrokerWait });
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
