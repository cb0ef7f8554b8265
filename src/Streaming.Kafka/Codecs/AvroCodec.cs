using System.Buffers;
using Streaming.Contracts;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Codecs;

/// <summary>Avro binary of one record type, written by hand in the order of its schema. Stateless: one instance serves all
/// threads.</summary>
public abstract class AvroCodec<T>
    where T : class
{
    private const int FirstBytes = 1_024;

    private protected AvroCodec(string schemaName)
    {
        SchemaName = schemaName;
        Schema = Schemas.Get(schemaName);
    }

    /// <summary>File name under <c>schemas/</c> without its ending.</summary>
    public string SchemaName { get; }

    /// <summary>The schema as Avro JSON.</summary>
    public string Schema { get; }

    /// <param name="payload">Avro binary of exactly this schema, without the frame of the wire format.</param>
    /// <exception cref="ContractException">Undecodable: the bytes are not one record, or others follow it.</exception>
    public T Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new AvroReader(payload, SchemaName);
        var value = Read(ref reader);
        reader.End();
        return value;
    }

    /// <summary>Appends the record to what the writer holds.</summary>
    /// <exception cref="ContractException">A required text or list is null, or a text is not Unicode.</exception>
    internal void Encode(T value, AvroWriter writer) => Write(value, writer);

    /// <summary>Appends the record's Avro binary to a buffer that its caller uses again: nothing is allocated here.</summary>
    /// <inheritdoc cref="Encode(T, AvroWriter)" path="/exception"/>
    public void Encode(T value, IBufferWriter<byte> output)
    {
        var writer = WriterPool.Rent(FirstBytes);
        Write(value, writer);
        output.Write(writer.Written);
        WriterPool.Return(writer);
    }

    /// <summary>The record's Avro binary in an array of its own.</summary>
    /// <inheritdoc cref="Encode(T, AvroWriter)" path="/exception"/>
    public byte[] Encode(T value)
    {
        var writer = new AvroWriter();
        Write(value, writer);
        return writer.Written.ToArray();
    }

    private protected abstract T Read(ref AvroReader reader);

    private protected abstract void Write(T value, AvroWriter writer);
}
