using System.Text.Json.Nodes;

namespace Streaming.Embedded.Registry;

/// <summary>
/// One spelling of a schema for all that mean the same: full names without a namespace beside them, a primitive type as its name alone,
/// members in order. Documentation, defaults, aliases and properties stay.
/// </summary>
internal static class NormalForm
{
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    private static readonly string[] Named = ["record", "error", "enum", "fixed"];

    /// <param name="schema">A valid Avro schema.</param>
    public static string Of(string schema) => SubmittedSchema.Sorted(Type(JsonNode.Parse(schema)!, "")).ToJsonString(SubmittedSchema.Plain);

    private static JsonNode Type(JsonNode type, string space) =>
        type switch
        {
            JsonValue name => Qualified(name.GetValue<string>(), space),
            JsonArray branches => new JsonArray([.. branches.Select(branch => Type(branch!, space))]),
            JsonObject { Count: 1 } alone
                when alone["type"] is { } inner && Text(inner) is not ("record" or "error" or "enum" or "fixed" or "array" or "map") =>
                Type(inner, space),
            JsonObject members => Members(members, space),
            _ => type.DeepClone(),
        };

    private static JsonObject Members(JsonObject members, string space)
    {
        var isNamed = Named.Contains(Text(members["type"]));
        var inner = isNamed ? SpaceOf(members, space) : space;
        var written = new JsonObject();
        foreach (var (member, value) in members)
        {
            written[member] = (member, value) switch
            {
                ("namespace", _) when isNamed => null,
                ("name", not null) when isNamed => FullName(members, inner),
                ("aliases", JsonArray aliases) when isNamed => new JsonArray([
                    .. aliases.Select(alias => (JsonNode)Qualified(Text(alias) ?? "", inner)),
                ]),
                ("type", JsonValue kind) => Text(kind) is { } text && (isNamed || text is "array" or "map") ? text : Type(kind, space),
                ("type" or "items" or "values", not null) => Type(value, inner),
                ("fields", JsonArray fields) when isNamed => new JsonArray([.. fields.Select(field => Field((JsonObject)field!, inner))]),
                _ => value?.DeepClone(),
            };
        }

        if (isNamed)
            written.Remove("namespace");
        return written;
    }

    private static JsonObject Field(JsonObject field, string space)
    {
        var written = (JsonObject)field.DeepClone();
        written["type"] = Type(field["type"]!, space);
        return written;
    }

    private static string SpaceOf(JsonObject members, string space)
    {
        var name = Text(members["name"]) ?? "";
        return name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : Text(members["namespace"]) ?? space;
    }

    private static string FullName(JsonObject members, string space) => Qualified(Text(members["name"]) ?? "", space);

    private static string Qualified(string name, string space) =>
        Primitives.Contains(name) || name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
