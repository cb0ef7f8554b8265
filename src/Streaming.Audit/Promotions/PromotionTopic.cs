using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Registry;

namespace Streaming.Audit.Promotions;

/// <summary>Topic <c>model-promotions</c>, seen from the side that writes it. For one caller at a time.</summary>
/// <param name="producer">Writes to the same cluster and waits for all replicas; stays the caller's.</param>
/// <param name="client">How the topic is read: servers and security. Reading joins no group and commits nothing.</param>
/// <param name="registry">Knows the schemas.</param>
public sealed class PromotionTopic(IProducer<string, ModelPromoted> producer, ClientConfig client, ISchemaRegistry registry)
{
    private readonly WholeTopic<ModelPromoted> topic = new(Topics.ModelPromotions.Name, client, registry);

    /// <summary>The last record of each model name in each partition that holds one: what compaction keeps, and what a new scorer reads.</summary>
    /// <exception cref="KafkaException">The cluster cannot be reached.</exception>
    internal ILookup<string, ModelPromoted> ReadLatest(CancellationToken cancellation)
    {
        var latest = new Dictionary<(int Partition, string Name), ModelPromoted>();
        topic.Read((partition, _, name, record) => latest[(partition, name)] = record, _ => { }, cancellation); // scorers read past what is no promotion, too
        return latest.ToLookup(entry => entry.Key.Name, entry => entry.Value);
    }

    /// <summary>Returns when the brokers have the record.</summary>
    internal async Task PublishAsync(ModelPromoted record, CancellationToken cancellation) =>
        await producer.ProduceAsync(
            Topics.ModelPromotions.Name, new Message<string, ModelPromoted> { Key = record.ModelName, Value = record }, cancellation).ConfigureAwait(false);
}
