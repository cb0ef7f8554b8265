using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Kafka.Registry;

namespace Streaming.Audit.Promotions;

/// <summary>Topic <c>model-promotions</c>, seen from the side that writes it. For one caller at a time.</summary>
/// <param name="producer">Writes to the same cluster and waits for all replicas; stays the caller's.</param>
/// <param name="client">How the topic is read: servers and security. Reading joins no group and commits nothing.</param>
/// <param name="registry">Knows the schemas.</param>
public sealed class PromotionTopic(IProducer<string, ModelPromoted> producer, ClientConfig client, ISchemaRegistry registry)
{
    private readonly WholeTopic<ModelPromoted> topic = new(Topics.ModelPromotions.Name, client, registry);

    /// <summary>Records that are no promotions, as the latest reading met them: one line each, with place and reason. Scorers read past
    /// them, too.</summary>
    internal IReadOnlyList<string> Unusable { get; private set; } = [];

    /// <summary>
    /// The last record of each model in each partition that holds one. The keys do not matter: a record of an older version has the model's
    /// name as its key, one of this version the
    /// decision's id.
    /// </summary>
    /// <exception cref="KafkaException">The cluster cannot be reached.</exception>
    internal ILookup<string, ModelPromoted> ReadLatest(CancellationToken cancellation)
    {
        var latest = new Dictionary<(int Partition, string Name), ModelPromoted>();
        var unusable = new List<string>();
        topic.Read(
            (partition, _, _, record) => latest[(partition, record.ModelName)] = record,
            odd => unusable.Add(odd.InWords(Topics.ModelPromotions.Name)),
            cancellation
        );
        Unusable = unusable;
        return latest.ToLookup(entry => entry.Key.Name, entry => entry.Value);
    }

    /// <summary>Returns when the brokers have the record. Each decision has a key of its own, so that compaction keeps them all: scorers
    /// fall back on an older one when they refuse the newest.</summary>
    internal async Task PublishAsync(ModelPromoted record, CancellationToken cancellation) =>
        await producer
            .ProduceUnwrappedAsync(
                Topics.ModelPromotions.Name,
                new Message<string, ModelPromoted>
                {
                    Key = PromotionRecords.EventId(record.ModelName, record.DecisionNumber),
                    Value = record,
                },
                cancellation
            )
            .ConfigureAwait(false);
}
