using Avro;
using Avro.Generic;
using Avro.IO;
using Streaming.Contracts.Codecs;

namespace Streaming.Contracts.Wire;

/// <summary>
/// The slow path: rewrites a record from its writer's schema to ours by the rules of Avro's schema resolution, as
/// Apache.Avro implements them. Thread-safe.
/// </summary>
internal sealed class SchemaResolution
{
    private readonly string schemaName;
    private readonly int writerId;
    private readonly Schema writer;
    private readonly GenericDatumReader<object> reader;
    private readonly GenericDatumWriter<object> rewriter;

    /// <exception cref="AvroException">The writer's schema cannot be resolved to the reader's.</exception>
    public SchemaResolution(string schemaName, int writerId, Schema writer, Schema reader)
    {
        if (!reader.CanRead(writer))
            throw new AvroException($"its schema {writer.Fullname} cannot be resolved to ours: a required field is missing, a type differs, or the record has another name");
        this.schemaName = schemaName;
        this.writerId = writerId;
        this.writer = writer;
        this.reader = new LinearDatumReader(writer, reader);
        rewriter = new GenericDatumWriter<object>(reader);
    }

    /// <returns>The same record in Avro binary of our schema.</returns>
    /// <exception cref="ContractException">Undecodable: the payload is not one record of its own schema. Schema mismatch: this record's value has no place in ours.</exception>
    public byte[] Resolve(ReadOnlySpan<byte> payload)
    {
        PayloadCheck.Check(payload, writer, $"{schemaName} (schema id {writerId})");
        using var input = new MemoryStream(payload.ToArray(), writable: false);
        using var output = new MemoryStream(payload.Length + 256);
        try
        {
            rewriter.Write(reader.Read(null!, new BinaryDecoder(input)), new BinaryEncoder(output));
        }
        catch (Exception e) when (e is AvroException or InvalidCastException or OverflowException or IOException)
        {
            // The bytes are sound, so it is the value that does not fit: a null where we require one, a number too large.
            throw new ContractException(ReasonCodes.SchemaMismatch, $"A record of schema id {writerId} cannot be read as {schemaName}: {e.Message}", e);
        }

        return output.ToArray();
    }
}
