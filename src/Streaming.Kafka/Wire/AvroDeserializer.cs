using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Registry;

namespace Streaming.Kafka.Wire;

/// <summary>
/// Confluent wire format (0x00, 4-byte big-endian schema id, Avro binary; or the id in a header and Avro binary alone) to
/// <typeparamref name="T"/>. Thread-safe; asks the registry once per schema id, and blocks while it does. Records of our own schema are
/// decoded as they are; records of another known schema go through Avro's schema resolution first, some ten times slower.
/// </summary>
/// <exception cref="ContractException">The record can never be used; carries the reason code.</exception>
/// <exception cref="RegistryUnavailableException">The registry could not be asked; may pass, the record is not at fault.</exception>
public sealed class AvroDeserializer<T> : IDeserializer<T>
    where T : class
{
    private readonly AvroCodec<T> codec;
    private readonly WriterSchemas<T> writers;

    /// <param name="registry">Holds the schemas and says by which implementation records are read.</param>
    /// <param name="config">Checked here; the defaults when null.</param>
    /// <param name="time">Clock of the unknown ids; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    /// <exception cref="NotSupportedException">The type is none of the event records.</exception>
    public AvroDeserializer(ISchemaRegistry registry, AvroDeserializerConfig? config = null, TimeProvider? time = null)
    {
        config ??= new AvroDeserializerConfig();
        config.Validate();
        codec = AvroCodecs.For<T>(registry.AvroImplementation);
        writers = new WriterSchemas<T>(registry, codec, config, time ?? TimeProvider.System);
    }

    /// <param name="context">Its headers may carry the schema's id; give those of the record.</param>
    public T Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        var (id, length) = SchemaIdHeader.Find(context, isNull) is { } named
            ? (named, 0)
            : (WireFrame.Read(data, isNull, context.Headers), WireFrame.Length);
        var writer = writers.Find(id);
        var payload = data[length..];
        return writer.Resolution is null ? codec.Decode(payload) : codec.Decode(writer.Resolution.Resolve(payload));
    }
}
