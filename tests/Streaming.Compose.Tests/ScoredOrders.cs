using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Compose.Tests;

/// <summary>How often each order stands on a topic, as somebody counts who reads what is committed and nothing else.</summary>
internal static class ScoredOrders
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Deliveries of each order.</summary>
    public static SortedDictionary<string, int> Delivered(string bootstrapServers) => Count(bootstrapServers, Topics.OrderDelivered.Name);

    /// <summary>Scores of each order.</summary>
    public static SortedDictionary<string, int> Scored(string bootstrapServers) => Count(bootstrapServers, Topics.SatisfactionScored.Name);

    private static SortedDictionary<string, int> Count(string bootstrapServers, string topic)
    {
        var settings = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "counts-orders",
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        };
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        using var consumer = new ConsumerBuilder<byte[], Ignore>(settings).Build();
        var partitions = admin.GetMetadata(topic, Patience).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(one => new TopicPartitionOffset(topic, one.PartitionId, Offset.Beginning)));
        for (var open = partitions.Count; open > 0; )
        {
            var read = consumer.Consume(Patience) ?? throw new TimeoutException($"{topic} did not end within {Patience}");
            if (read.IsPartitionEOF)
            {
                open--;
                continue;
            }

            var order = Encoding.UTF8.GetString(read.Message.Key);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        return counts;
    }
}
