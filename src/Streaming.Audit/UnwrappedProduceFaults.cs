using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using Streaming.Kafka.Registry;

namespace Streaming.Audit;

/// <summary>A producer wraps whatever its serializer throws as a record that cannot be written; what the registry said is inside.</summary>
internal static class UnwrappedProduceFaults
{
    /// <exception cref="RegistryUnavailableException">The registry is away.</exception>
    /// <exception cref="SchemaRefusedException">The registry does not take our schema.</exception>
    public static async Task<DeliveryResult<string, T>> ProduceUnwrappedAsync<T>(
        this IProducer<string, T> producer,
        string topic,
        Message<string, T> message,
        CancellationToken cancellation
    )
    {
        try
        {
            return await producer.ProduceAsync(topic, message, cancellation).ConfigureAwait(false);
        }
        catch (KafkaException wrapped) when (wrapped.InnerException is RegistryUnavailableException or SchemaRefusedException)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException);
            throw;
        }
    }
}
