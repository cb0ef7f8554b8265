using Avro;
using Avro.Specific;
using Confluent.Kafka;
using Confluent.SchemaRegistry.Serdes;
using Streaming.Contracts;
using Streaming.Kafka.Wire;
using SubjectNameStrategy = Confluent.SchemaRegistry.SubjectNameStrategy;

namespace Streaming.Kafka.Codecs;

/// <summary>
/// Avro binary by Confluent's serializers and the class that is generated from the schema. For topics with few records: it allocates some
/// ten times what a codec by hand does. Lengths, texts and the record's end are checked before Apache.Avro, which believes them, sees a
/// payload.
/// </summary>
internal abstract class ConfluentCodec<T, TGenerated> : AvroCodec<T>
    where T : class
    where TGenerated : class, ISpecificRecord
{
    private readonly Confluent.SchemaRegistry.Serdes.AvroSerializer<TGenerated> serializer;
    private readonly Confluent.SchemaRegistry.Serdes.AvroDeserializer<TGenerated> deserializer;
    private readonly Lock gate = new();
    private readonly Schema shape;
    private readonly SerializationContext context; // without headers: an id there would win over the frame

    static ConfluentCodec() => LogicalTimes.Register();

    private protected ConfluentCodec(string schemaName)
        : base(schemaName)
    {
        var registry = new OneSchema(Schema);
        serializer = new(
            registry,
            new Confluent.SchemaRegistry.Serdes.AvroSerializerConfig { SubjectNameStrategy = SubjectNameStrategy.Topic }
        );
        deserializer = new(
            registry,
            new Confluent.SchemaRegistry.Serdes.AvroDeserializerConfig { SubjectNameStrategy = SubjectNameStrategy.Topic }
        );
        shape = SchemaText.Parse(Schema);
        context = new SerializationContext(MessageComponentType.Value, schemaName);
    }

    private protected abstract T ToRecord(TGenerated read);

    private protected abstract TGenerated FromRecord(T value);

    private protected sealed override T Read(ref AvroReader reader)
    {
        var payload = reader.Take(reader.Remaining, "");
        PayloadCheck.Check(payload, shape, SchemaName);
        var framed = new byte[WireFrame.Length + payload.Length];
        WireFrame.Write(framed, OneSchema.Id);
        payload.CopyTo(framed.AsSpan(WireFrame.Length));
        try
        {
            return ToRecord(Alone(() => deserializer.DeserializeAsync(framed, isNull: false, context)));
        }
        catch (Exception odd) when (odd is not (ContractException or OutOfMemoryException))
        {
            throw new ContractException(ReasonCodes.Undecodable, $"{SchemaName}: {odd.Message}", odd);
        }
    }

    private protected sealed override void Write(T value, AvroWriter writer) =>
        writer.Raw(Alone(() => serializer.SerializeAsync(FromRecord(value), context)).AsSpan(WireFrame.Length));

    /// <summary>
    /// Runs a call of the serializers on this thread. Theirs go on in the thread pool while the caller waits: where many callers wait, none
    /// of them gets on. One at a time, their own locks are free and nothing is left to wait for.
    /// </summary>
    private TResult Alone<TResult>(Func<Task<TResult>> call)
    {
        lock (gate)
        {
            var running = Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.None, InlineScheduler.Instance);
            return running.Unwrap().GetAwaiter().GetResult();
        }
    }

    /// <summary>The text itself: Apache.Avro would write what is no Unicode as other characters.</summary>
    /// <exception cref="ContractException">Null, or half of a character.</exception>
    private protected static string Text(string field, string? text)
    {
        AvroWriter.CheckText(field, text);
        return text;
    }

    /// <exception cref="ContractException">Null.</exception>
    private protected static IReadOnlyList<TItem> List<TItem>(string field, IReadOnlyList<TItem>? values) =>
        values ?? throw new ContractException(ReasonCodes.ContractViolation, $"{field} is null; the contract requires a list.");
}
