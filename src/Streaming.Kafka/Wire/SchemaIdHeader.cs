using System.Buffers.Binary;
using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Kafka.Wire;

/// <summary>
/// The schema's id in a header, as newer clients of Confluent's can write it: 0x00 and 4 bytes of an id, or 0x01 and 16 bytes of a GUID,
/// both big-endian. A record that has the header has no frame; as with their clients, the header wins.
/// </summary>
internal static class SchemaIdHeader
{
    public const string Value = "__value_schema_id";
    public const string Key = "__key_schema_id";

    private const string Apicurio = "apicurio.value.";
    private const byte NumberForm = 0;
    private const byte GuidForm = 1;
    private const int MostShown = 20;

    /// <summary>Null when no header says it.</summary>
    /// <exception cref="ContractException">Wrong magic byte: the header has neither form.</exception>
    public static WriterId? Find(SerializationContext context, bool isNull)
    {
        if (isNull || context.Headers is not { Count: > 0 } headers)
            return null;
        var name = context.Component == MessageComponentType.Key ? Key : Value;
        if (!headers.TryGetLastBytes(name, out var bytes))
            return null;
        return bytes switch
        {
            [NumberForm, _, _, _, _] => WriterId.Of(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1))),
            [GuidForm, ..] when bytes.Length == 17 => WriterId.Of(new Guid(bytes.AsSpan(1), bigEndian: true)),
            _ => throw new ContractException(
                ReasonCodes.WrongMagicByte,
                $"Header {name} holds {Shown(bytes)}; expected 0x00 and a schema id of 4 bytes, or 0x01 and a schema GUID of 16 bytes."
            ),
        };
    }

    /// <summary>What another serializer has left in the headers about the schema, for the message; null when nothing.</summary>
    public static string? Foreign(Headers? headers)
    {
        if (headers?.FirstOrDefault(IsOfApicurio) is not { } header)
            return null;
        var bytes = header.GetValueBytes();
        var id = bytes is { Length: 8 } ? $"id {BinaryPrimitives.ReadInt64BigEndian(bytes)}" : $"{bytes?.Length ?? 0} bytes";
        return $"header {header.Key} ({id}) is that of Apicurio's serializer, whose ids are not those of the registry's Confluent "
            + "interface; set apicurio.registry.headers.enabled=false and ids of 4 bytes there";
    }

    private static bool IsOfApicurio(IHeader header) =>
        header.Key.StartsWith(Apicurio, StringComparison.Ordinal) && header.Key.EndsWith("Id", StringComparison.Ordinal);

    private static string Shown(byte[]? bytes) =>
        bytes is null ? "nothing" : $"{bytes.Length} bytes, 0x{Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, MostShown)))}";
}
