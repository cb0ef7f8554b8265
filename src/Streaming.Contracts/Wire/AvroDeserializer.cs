using Confluent.Kafka;
using Streaming.Contracts.Registry;

namespace Streaming.Contracts.Wire;

/// <summary>Confluent wire format (0x00, 4-byte big-endian schema id, Avro binary) to <typeparamref name="T"/>.</summary>
/// <exception cref="ContractException">The record can never be used; carries the reason code.</exception>
/// <exception cref="RegistryUnavailableException">The registry could not be asked; may pass, the record is not at fault.</exception>
public sealed class AvroDeserializer<T>(ISchemaRegistry registry) : IDeserializer<T>
    where T : class
{
    private readonly ISchemaRegistry registry = registry;

    public T Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => throw new NotImplementedException(registry.ToString());
}

/// <summary><typeparamref name="T"/> to the Confluent wire format.</summary>
public sealed class AvroSerializer<T>(ISchemaRegistry registry) : ISerializer<T>
    where T : class
{
    private readonly ISchemaRegistry registry = registry;

    public byte[] Serialize(T data, SerializationContext context) => throw new NotImplementedException(registry.ToString());
}
