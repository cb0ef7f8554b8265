using System.Text.Json.Nodes;

namespace Streaming.Kafka.Resolution;

/// <summary>
/// Writes a writer's schema anew for Apache.Avro: the same bytes, in the reader's words. Apache.Avro compares full names, where the
/// specification and Java's implementation compare the last part, and knows no promotion of bytes to text; and it parses defaults,
/// documentation and properties that say nothing about what was written, and stumbles over odd ones.
/// </summary>
internal sealed class AlignedSchema
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<AvroShape, string> names = [];

    private AlignedSchema() { }

    /// <summary>
    /// JSON with nothing in it but what decides about bytes. Two schemas whose forms for one reader are equal write the same bytes.
    /// </summary>
    /// <param name="writer">Within <see cref="AvroShapeLimits"/>.</param>
    /// <param name="reader">What it is read as.</param>
    public static string Of(AvroShape writer, AvroShape reader) => new AlignedSchema().Write(writer, reader).ToJsonString();

    private JsonNode Write(AvroShape type, AvroShape? reader)
    {
        reader = Matching(type, reader);
        if (names.TryGetValue(type, out var declared))
            return declared;
        return type.Kind switch
        {
            "union" => new JsonArray([.. type.Parts.Select(branch => Write(branch, reader))]),
            "array" => new JsonObject { ["type"] = "array", ["items"] = Write(type.Parts[0], Inner(type, reader)) },
            "map" => new JsonObject { ["type"] = "map", ["values"] = Write(type.Parts[0], Inner(type, reader)) },
            "fixed" => Declare(type, reader, ("size", type.Size)),
            "enum" => Declare(type, reader, ("symbols", new JsonArray([.. type.Symbols.Select(symbol => (JsonNode)symbol)]))),
            "record" => Record(type, reader),
            "bytes" when reader?.Kind == "string" => "string",
            _ => type.Kind,
        };
    }

    private JsonObject Record(AvroShape type, AvroShape? reader)
    {
        var record = Declare(type, reader);
        record["fields"] = new JsonArray([
            .. type.Fields.Select(field => new JsonObject
            {
                ["name"] = field.Name,
                ["type"] = Write(
                    field.Type,
                    reader?.Fields.FirstOrDefault(one => one.Name == field.Name || one.Aliases.Contains(field.Name))?.Type
                ),
            }),
        ]);
        return record;
    }

    /// <summary>
    /// Under the reader's name where it is read, and under one of its own where it is skipped: names without a space cannot be mixed with
    /// others.
    /// </summary>
    private JsonObject Declare(AvroShape type, AvroShape? reader, params ReadOnlySpan<(string Member, JsonNode Value)> members)
    {
        var wanted = reader is { FullName.Length: > 0 } ? reader.FullName : $"written.{type.Name}";
        var name = wanted;
        for (var copy = 2; !taken.Add(name); copy++)
            name = $"{wanted}_{copy}";
        names[type] = name;
        var declaration = new JsonObject { ["type"] = type.Kind, ["name"] = name };
        foreach (var (member, value) in members)
            declaration[member] = value;
        return declaration;
    }

    /// <summary>The branch of the reader's union that a type goes to; the reader itself where it is no union.</summary>
    private static AvroShape? Matching(AvroShape type, AvroShape? reader)
    {
        if (reader is not { Kind: "union" } || type.Kind == "union")
            return reader;
        return reader.Parts.FirstOrDefault(branch => branch.Kind == type.Kind && branch.Name == type.Name)
            ?? reader.Parts.FirstOrDefault(branch => branch.Kind == type.Kind)
            ?? reader.Parts.FirstOrDefault(branch => (type.Kind, branch.Kind) is ("bytes", "string"));
    }

    private static AvroShape? Inner(AvroShape type, AvroShape? reader) => reader?.Kind == type.Kind ? reader.Parts[0] : null;
}
