using Avro;
using Avro.Generic;
using Avro.IO;
using Streaming.Contracts;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Resolution;

namespace Streaming.Kafka.Wire;

/// <summary>
/// The slow path: rewrites a record from its writer's schema to ours by the rules of Avro's schema resolution, as
/// Apache.Avro implements them. Thread-safe.
/// </summary>
internal sealed class SchemaResolution
{
    private readonly string schemaName;
    private readonly WriterId writerId;
    private readonly Schema writer;
    private readonly GenericDatumReader<object> reader;
    private readonly GenericDatumWriter<object> rewriter;

    /// <param name="writer">As <see cref="AlignedSchema"/> writes it, within the limits of depth and size: Apache.Avro checks
    /// neither.</param>
    /// <param name="reader">Ours.</param>
    /// <exception cref="AvroException">The writer's schema cannot be resolved to the reader's.</exception>
    public SchemaResolution(string schemaName, WriterId writerId, Schema writer, Schema reader)
    {
        this.schemaName = schemaName;
        this.writerId = writerId;
        this.writer = writer;
        this.reader = new LinearDatumReader(writer, reader);
        rewriter = new GenericDatumWriter<object>(reader);
    }

    /// <returns>The same record in Avro binary of our schema.</returns>
    /// <exception cref="ContractException">Undecodable: the payload is not one record of its own schema. Schema mismatch: this record's
    /// value has no place in ours.</exception>
    public byte[] Resolve(ReadOnlySpan<byte> payload)
    {
        PayloadCheck.Check(payload, writer, $"{schemaName} ({writerId})", PayloadLimits.OfOtherSchemas);
        using var input = new MemoryStream(payload.ToArray(), writable: false);
        using var output = new MemoryStream(payload.Length + 256);
        try
        {
            rewriter.Write(reader.Read(null!, new BinaryDecoder(input)), new BinaryEncoder(output));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The bytes are sound, so it is the value that does not fit: a null where we require one, a number too large.
            throw new ContractException(
                ReasonCodes.SchemaMismatch,
                $"A record of {writerId} cannot be read as {schemaName}: {e.Message}",
                e
            );
        }

        return output.ToArray();
    }
}
