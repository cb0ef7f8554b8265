using Avro;
using Avro.Specific;
using Confluent.Kafka;
using Confluent.SchemaRegistry.Serdes;
using Streaming.Contracts;
using Streaming.Kafka.Wire;
using SubjectNameStrategy = Confluent.SchemaRegistry.SubjectNameStrategy;

namespace Streaming.Kafka.Codecs;

/// <summary>
/// Avro binary by Confluent's serializers and the class that is generated from the schema. It costs some ten times what a codec by hand
/// does. Lengths, texts, numbers of rows and the record's end are checked before Apache.Avro, which believes them, sees a payload.
/// </summary>
internal abstract class ConfluentCodec<T, TGenerated> : AvroCodec<T>
    where T : class
    where TGenerated : class, ISpecificRecord
{
    private readonly Confluent.SchemaRegistry.Serdes.AvroSerializer<TGenerated> serializer;
    private readonly Confluent.SchemaRegistry.Serdes.AvroDeserializer<TGenerated> deserializer;
    private readonly Lock gate = new();
    private readonly Schema shape;
    private readonly PayloadLimits limits;
    private readonly SerializationContext context; // without headers: an id there would win over the frame

    static ConfluentCodec() => LogicalTimes.Register();

    /// <param name="schemaName">File name under <c>schemas/</c> without its ending.</param>
    /// <param name="mostRows">The most rows that the contract allows in each list of the record.</param>
    private protected ConfluentCodec(string schemaName, int mostRows = int.MaxValue)
        : base(schemaName)
    {
        limits = PayloadLimits.OfOurs(mostRows);
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
        PayloadCheck.Check(payload, shape, SchemaName, limits);
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

    /// <inheritdoc cref="AvroWriter.Checked"/>
    private protected static string Text(string field, string? text) => AvroWriter.Checked(field, text);

    /// <inheritdoc cref="AvroWriter.Checked"/>
    private protected static string? OptionalText(string field, string? text) => text is null ? null : AvroWriter.Checked(field, text);

    /// <exception cref="ContractException">Null, or one of the texts is null or no Unicode.</exception>
    private protected static IList<string> Texts(string field, IReadOnlyList<string>? texts) =>
        Rows(field, texts, text => AvroWriter.Checked(field, text));

    /// <exception cref="ContractException">Null.</exception>
    private protected static IList<TTo> Rows<TFrom, TTo>(string field, IReadOnlyList<TFrom>? rows, Func<TFrom, TTo> convert) =>
        [.. Present(field, rows).Select(convert)];

    /// <exception cref="ContractException">Null.</exception>
    private protected static IList<TRow> Rows<TRow>(string field, IReadOnlyList<TRow>? rows) => [.. Present(field, rows)];

    private static IReadOnlyList<TRow> Present<TRow>(string field, IReadOnlyList<TRow>? rows) =>
        rows ?? throw new ContractException(ReasonCodes.ContractViolation, $"{field} is null; the contract requires a list.");
}
