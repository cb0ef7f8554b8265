using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Wire;

namespace Streaming.Audit;

/// <summary>Reads a small topic from its beginning to the end that it has when the reading starts. Joins no group and commits nothing.</summary>
/// <param name="topic">Its name.</param>
/// <param name="client">Servers and security.</param>
/// <param name="registry">Knows the schemas.</param>
internal sealed class WholeTopic<T>(string topic, ClientConfig client, ISchemaRegistry registry)
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly AvroDeserializer<T> records = new(registry);

    /// <exception cref="KafkaException">The cluster cannot be reached, or has no such topic.</exception>
    /// <exception cref="RegistryUnavailableException">The registry is away; no record is at fault.</exception>
    public void Read(Action<int, string, T> found, CancellationToken cancellation)
    {
        using var consumer = new ConsumerBuilder<string, T>(client.ForReading("audit")).SetValueDeserializer(records).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        foreach (var partition in admin.GetMetadata(topic, Patience).Topics.Single().Partitions)
            ReadToEnd(consumer, new TopicPartition(topic, partition.PartitionId), found, cancellation);
    }

    /// <summary>The client wraps a registry that is away as a record that cannot be read, which would look like a damaged one.</summary>
    private static ConsumeResult<string, T> Next(IConsumer<string, T> consumer, CancellationToken cancellation)
    {
        try
        {
            return consumer.Consume(cancellation);
        }
        catch (ConsumeException wrapped) when (wrapped.InnerException is RegistryUnavailableException)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException);
            throw;
        }
    }

    private static void ReadToEnd(IConsumer<string, T> consumer, TopicPartition partition, Action<int, string, T> found, CancellationToken cancellation)
    {
        var watermarks = consumer.QueryWatermarkOffsets(partition, Patience);
        if (watermarks.High.Value <= watermarks.Low.Value) return;
        consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        while (Next(consumer, cancellation) is { IsPartitionEOF: false } result)
        {
            if (result.Message is { Key: { } key, Value: { } record }) found(partition.Partition.Value, key, record);
            if (result.Offset.Value >= watermarks.High.Value - 1) return;
        }
    }
}
