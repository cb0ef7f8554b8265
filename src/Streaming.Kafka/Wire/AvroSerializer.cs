using System.Collections.Concurrent;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Registry;

namespace Streaming.Kafka.Wire;

/// <summary><typeparamref name="T"/> to the Confluent wire format. Thread-safe; asks the registry once per subject, and blocks while it
/// does.</summary>
/// <exception cref="ContractException">The record lacks a required text or list, or a text is not Unicode.</exception>
/// <exception cref="RegistryUnavailableException">The registry could not be asked; may pass.</exception>
/// <exception cref="SchemaRefusedException">The registry does not take our schema, or, where registering is off, does not have
/// it.</exception>
public sealed class AvroSerializer<T> : ISerializer<T>
    where T : class
{
    private readonly ISchemaRegistry registry;
    private readonly AvroSerializerConfig config;
    private readonly AvroCodec<T> codec;
    private readonly string recordName;
    private readonly ConcurrentDictionary<(string Topic, MessageComponentType Component), int> ids = new();

    /// <param name="registry">Holds the schemas and says by which implementation records are written.</param>
    /// <param name="config">Checked here; the defaults when null.</param>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    /// <exception cref="NotSupportedException">The type is none of the event records.</exception>
    public AvroSerializer(ISchemaRegistry registry, AvroSerializerConfig? config = null)
    {
        this.registry = registry;
        this.config = config ?? new AvroSerializerConfig();
        this.config.Validate();
        codec = AvroCodecs.For<T>(registry.AvroImplementation);
        recordName = SchemaText.RecordName(codec.Schema);
    }

    /// <returns>Frame and record in an array of their own; null for null, which a compacted topic reads as a deletion.</returns>
    public byte[] Serialize(T data, SerializationContext context)
    {
        if (data is null)
            return null!; // Confluent.Kafka's contract is older than nullable annotations
        var key = (context.Topic, context.Component);
        if (!ids.TryGetValue(key, out var id))
            id = ids.GetOrAdd(key, FindId(context));

        var writer = WriterPool.Rent(config.BufferBytes);
        Span<byte> frame = stackalloc byte[WireFrame.Length];
        WireFrame.Write(frame, id);
        writer.Raw(frame);
        codec.Encode(data, writer);
        var bytes = writer.Written.ToArray();
        WriterPool.Return(writer);
        return bytes;
    }

    private int FindId(SerializationContext context) =>
        FindIdAsync(config.SubjectNameStrategy.Subject(context, recordName)).GetAwaiter().GetResult();

    private async Task<int> FindIdAsync(string subject)
    {
        if (config.AutoRegisterSchemas)
            return await registry.RegisterAsync(subject, codec.Schema, config.NormalizeSchemas).ConfigureAwait(false);

        if (!config.UseLatestVersion)
        {
            return await registry.FindIdAsync(subject, codec.Schema, config.NormalizeSchemas).ConfigureAwait(false)
                ?? throw new SchemaRefusedException(
                    404,
                    $"Subject '{subject}' does not hold the schema of {recordName}, and avro.serializer.auto.register.schemas is off."
                );
        }

        var latest =
            await registry.FindLatestAsync(subject).ConfigureAwait(false)
            ?? throw new SchemaRefusedException(404, $"Subject '{subject}' holds no schema, and avro.serializer.use.latest.version is on.");
        return SchemaText.DescribesSameBytes(latest.Schema, codec.Schema)
            ? latest.Id
            : throw new SchemaRefusedException(
                409,
                $"The latest schema of '{subject}' (version {latest.Version}, id {latest.Id}) describes other bytes "
                    + $"than ours of {recordName}."
            );
    }
}
