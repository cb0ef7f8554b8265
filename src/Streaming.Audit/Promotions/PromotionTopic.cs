using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Wire;

namespace Streaming.Audit.Promotions;

/// <summary>Topic <c>model-promotions</c>, seen from the side that writes it. For one caller at a time.</summary>
/// <param name="producer">Writes to the same cluster and waits for all replicas; stays the caller's.</param>
/// <param name="client">How the topic is read: servers and security. Reading joins no group and commits nothing.</param>
/// <param name="registry">Knows the schemas.</param>
public sealed class PromotionTopic(IProducer<string, ModelPromoted> producer, ClientConfig client, ISchemaRegistry registry)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly AvroDeserializer<ModelPromoted> records = new(registry);

    /// <summary>The last record of each model name in each partition that holds one: what compaction keeps, and what a new scorer reads.</summary>
    /// <exception cref="KafkaException">The cluster cannot be reached.</exception>
    internal ILookup<string, ModelPromoted> ReadLatest(CancellationToken cancellation)
    {
        using var consumer = new ConsumerBuilder<string, ModelPromoted>(Reading(client)).SetValueDeserializer(records).Build();
        var latest = new Dictionary<(int Partition, string Name), ModelPromoted>();
        foreach (var partition in Partitions(consumer))
            ReadToEnd(consumer, partition, latest, cancellation);
        return latest.ToLookup(entry => entry.Key.Name, entry => entry.Value);
    }

    /// <summary>Returns when the brokers have the record.</summary>
    internal async Task PublishAsync(ModelPromoted record, CancellationToken cancellation) =>
        await producer.ProduceAsync(
            Topics.ModelPromotions.Name, new Message<string, ModelPromoted> { Key = record.ModelName, Value = record }, cancellation).ConfigureAwait(false);

    private static ConsumerConfig Reading(ClientConfig client)
    {
        var config = client.ForConsumer();
        config.GroupId = "promotion-relay"; // the client asks for one, though no group is joined
        config.EnableAutoCommit = false;
        config.EnablePartitionEof = true;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        return config;
    }

    private static IEnumerable<TopicPartition> Partitions(IConsumer<string, ModelPromoted> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var topic = admin.GetMetadata(Topics.ModelPromotions.Name, Patience).Topics.Single();
        return [.. topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition.PartitionId))];
    }

    private static void ReadToEnd(
        IConsumer<string, ModelPromoted> consumer, TopicPartition partition, Dictionary<(int, string), ModelPromoted> latest, CancellationToken cancellation)
    {
        var watermarks = consumer.QueryWatermarkOffsets(partition, Patience);
        if (watermarks.High.Value <= watermarks.Low.Value) return;
        consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        while (consumer.Consume(cancellation) is { IsPartitionEOF: false } result)
        {
            if (result.Message is { Key: { } name, Value: { } record }) latest[(partition.Partition.Value, name)] = record;
            if (result.Offset.Value >= watermarks.High.Value - 1) return;
        }
    }
}
