using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Scorer;
using Streaming.Scorer.Faults;

namespace Streaming.Replays.OfflineScoring;

/// <summary>Every decision that <c>satisfaction-scored</c> holds up to an extent, partition by partition in the order of the log.</summary>
public sealed class DecisionLog(ScorerSettings settings, ISchemaRegistry registry)
{
    /// <summary>Records that are no decisions are passed over: they are another program's.</summary>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    /// <exception cref="RegistryUnavailableException">May pass.</exception>
    public IEnumerable<SatisfactionScored> Read(LogExtent extent, CancellationToken stop)
    {
        var deserializer = new AvroDeserializer<SatisfactionScored>(registry);
        using var reader = new TopicReader(
            new TopicReaderOptions
            {
                Client = settings.Client,
                Name = $"{settings.GroupId}-decisions-{Guid.NewGuid():N}",
                Clients = settings.Clients,
            }
        );
        foreach (var end in extent.EndsOf(settings.NameOf(Topics.SatisfactionScored)).OrderBy(end => end.Partition.Value))
        foreach (var record in reader.ReadToEnd([end], stop))
            if (Decode(record) is { } decision)
                yield return decision;

        SatisfactionScored? Decode(ConsumeResult<byte[], byte[]> record)
        {
            try
            {
                return deserializer.Deserialize(
                    record.Message.Value,
                    record.Message.Value is null,
                    new SerializationContext(MessageComponentType.Value, record.Topic)
                );
            }
            catch (Exception broken) when (broken is ContractException || FaultPolicy.IsOfRecord(broken))
            {
                return null;
            }
        }
    }
}
