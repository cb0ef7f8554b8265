using System.Buffers.Binary;
using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Kafka.Wire;

/// <summary>Confluent's frame in front of every record: 0x00 and the schema id as 4 bytes, big-endian.</summary>
public static class WireFrame
{
    public const int Length = 5;

    private const byte Magic = 0;
    private const int LengthOfLongIds = 9;
    private const string Expected = "expected 0x00, a schema id of 4 bytes and an Avro record";

    /// <param name="headers">Of the record: where other serializers leave the id, for the message.</param>
    /// <exception cref="ContractException">Empty: null or shorter than the frame. Wrong magic byte. Unknown schema id: one of 8
    /// bytes.</exception>
    public static WriterId Read(ReadOnlySpan<byte> data, bool isNull, Headers? headers = null)
    {
        if (isNull)
            throw new ContractException(ReasonCodes.Empty, $"The value is null; {Expected}.");
        if (data.Length < Length)
            throw new ContractException(ReasonCodes.Empty, $"The value has {data.Length} bytes; {Expected}.");
        if (data[0] != Magic)
        {
            var found = SchemaIdHeader.Foreign(headers) ?? (data[0] is (byte)'{' or (byte)'[' ? "it looks like JSON" : null);
            var remark = found is null ? "" : $" ({found})";
            throw new ContractException(
                ReasonCodes.WrongMagicByte,
                $"The value begins with 0x{data[0]:X2}; {Expected}, or header {SchemaIdHeader.Value}{remark}."
            );
        }

        var id = BinaryPrimitives.ReadInt32BigEndian(data[1..]);
        if (id == 0 && data.Length >= LengthOfLongIds)
        {
            throw new ContractException(
                ReasonCodes.UnknownSchemaId,
                $"The frame holds schema id 0, or an id of 8 bytes ({BinaryPrimitives.ReadInt64BigEndian(data[1..])}) as Apicurio's "
                    + $"serializer writes it; {Expected}: set ids of 4 bytes there."
            );
        }

        return WriterId.Of(id);
    }

    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="schemaId">The writer's schema in the registry.</param>
    public static void Write(Span<byte> destination, int schemaId)
    {
        destination[0] = Magic;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], schemaId);
    }
}
