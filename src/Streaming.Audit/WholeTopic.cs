using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
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
/// cannot be used is told and read past.
/// </summary>
/// <param name="topic">Its name.</param>
/// <param name="client">Servers and security.</param>
/// <param name="registry">Knows the schemas.</param>
internal sealed class WholeTopic<T>(string topic, ClientConfig client, ISchemaRegistry registry)
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly AvroDeserializer<T> records = new(registry);

    /// <param name="found">Partition, offset, key and record.</param>
    /// <param name="unusable">A record that is none, whatever is wrong with it.</param>
    /// <exception cref="KafkaException">The cluster cannot be reached, or has no such topic.</exception>
    /// <exception cref="RegistryUnavailableException">The registry could not be asked; no record is at fault.</exception>
    public void Read(Action<int, long, string, T> found, Action<UnusableRecord> unusable, CancellationToken cancellation)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(client.ForReading("audit")).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        foreach (var partition in admin.GetMetadata(topic, Patience).Topics.Single().Partitions)
            ReadToEnd(consumer, new TopicPartition(topic, partition.PartitionId), found, unusable, cancellation);
    }

    private void ReadToEnd(
        IConsumer<byte[], byte[]> consumer,
        TopicPartition partition,
        Action<int, long, string, T> found,
        Action<UnusableRecord> unusable,
        CancellationToken cancellation
    )
    {
        var watermarks = consumer.QueryWatermarkOffsets(partition, Patience);
        if (watermarks.High.Value <= watermarks.Low.Value)
            return;
        consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        while (consumer.Consume(cancellation) is { IsPartitionEOF: false } result)
        {
            Take(result, found, unusable);
            if (result.Offset.Value >= watermarks.High.Value - 1)
                return;
        }
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
