using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Audit;

/// <summary>A record of a small topic that cannot be used.</summary>
/// <param name="Key">As text; null without one.</param>
/// <param name="Why">In words.</param>
internal sealed record UnusableRecord(int Partition, long Offset, string? Key, string Why)
{
    public string InWords(string topic) => $"{topic} partition {Partition} offset {Offset}: {Why}";
}

/// <summary>
/// Reads a small topic from its beginning to the end that it has when the reading starts. Joins no group and commits nothing. A record that
/// cannot be used is told and read past. A topic that is not there holds nothing.
/// </summary>
/// <param name="topic">Its name.</param>
/// <param name="client">Servers and security.</param>
/// <param name="registry">Knows the schemas.</param>
/// <param name="clients">Makes the client, and says how long the cluster may take to answer; null: the client library's, 15 s.</param>
internal sealed class WholeTopic<T>(string topic, ClientConfig client, ISchemaRegistry registry, IKafkaClients? clients = null)
    where T : class
{
    private static readonly LibraryClients Patient = new(TimeSpan.FromSeconds(15));

    private readonly AvroDeserializer<T> records = new(registry);

    /// <param name="found">Partition, offset, key and record; partition by partition.</param>
    /// <param name="unusable">A record that is none, whatever is wrong with it.</param>
    /// <exception cref="KafkaException">The cluster cannot be reached.</exception>
    /// <exception cref="RegistryUnavailableException">The registry could not be asked; no record is at fault.</exception>
    public void Read(Action<int, long, string, T> found, Action<UnusableRecord> unusable, CancellationToken cancellation)
    {
        using var reader = new TopicReader(
            new TopicReaderOptions
            {
                Client = client,
                Name = "audit",
                Clients = clients ?? Patient,
            }
        );
        foreach (var end in reader.Ends(reader.FindPartitions(topic)))
        foreach (var record in reader.ReadToEnd([end], cancellation))
            Take(record, found, unusable);
    }

    private void Take(ConsumeResult<byte[], byte[]> result, Action<int, long, string, T> found, Action<UnusableRecord> unusable)
    {
        var key = result.Message.Key is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        try
        {
            if (key is null)
                Refuse("it has no key");
            else if (result.Message.Value is not { } value)
                Refuse("it has no value");
            else
                found(
                    result.Partition.Value,
                    result.Offset.Value,
                    key,
                    records.Deserialize(value, isNull: false, new SerializationContext(MessageComponentType.Value, topic))
                );
        }
        catch (Exception broken) when (broken is not (RegistryUnavailableException or KafkaException or OperationCanceledException))
        {
            Refuse(broken.Message);
        }

        void Refuse(string why) => unusable(new UnusableRecord(result.Partition.Value, result.Offset.Value, key, why));
    }
}
