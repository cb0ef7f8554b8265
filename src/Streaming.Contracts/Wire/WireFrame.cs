using System.Buffers.Binary;

namespace Streaming.Contracts.Wire;

/// <summary>Confluent's frame in front of every record: 0x00 and the schema id as 4 bytes, big-endian.</summary>
public static class WireFrame
{
    public const int Length = 5;

    private const byte Magic = 0;

    /// <exception cref="ContractException">Empty: null or shorter than the frame. Wrong magic byte.</exception>
    public static int ReadSchemaId(ReadOnlySpan<byte> data, bool isNull)
    {
        if (isNull) throw new ContractException(ReasonCodes.Empty, "The value is null; expected 0x00, a schema id of 4 bytes and an Avro record.");
        if (data.Length < Length)
            throw new ContractException(ReasonCodes.Empty, $"The value has {data.Length} bytes; expected 0x00, a schema id of 4 bytes and an Avro record.");
        if (data[0] != Magic)
            throw new ContractException(ReasonCodes.WrongMagicByte, $"The value begins with 0x{data[0]:X2}; expected 0x00 of the Confluent wire format.");
        return BinaryPrimitives.ReadInt32BigEndian(data[1..]);
    }

    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    /// <param name="schemaId">The writer's schema in the registry.</param>
    public static void Write(Span<byte> destination, int schemaId)
    {
        destination[0] = Magic;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], schemaId);
    }
}
