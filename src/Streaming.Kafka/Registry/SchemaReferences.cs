using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Kafka.Registry;

/// <summary>
/// Writes the schemas that a schema refers to into it, at the first use of their names: what comes out stands alone. Bounded: a registry
/// may say anything.
/// </summary>
internal static class SchemaReferences
{
    private const int MostReferences = 64;
    private static readonly string[] TypePlaces = ["type", "items", "values"];

    /// <param name="schema">Avro JSON.</param>
    /// <param name="answer">The registry's answer, which may list <c>references</c>.</param>
    /// <param name="find">One version of a subject, with the answer it came in.</param>
    /// <returns>The schema itself where it refers to nothing, or where it is no JSON: whoever reads it says so.</returns>
    /// <exception cref="RegistryUnavailableException">A reference leads nowhere, or there are too many.</exception>
    public static async Task<string> ResolveAsync(
        string schema,
        JsonElement answer,
        Func<string, int, Task<(string Schema, JsonElement Body)>> find
    )
    {
        if (!answer.TryGetProperty("references", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            return schema;
        var definitions = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        await CollectAsync(list, definitions, find).ConfigureAwait(false);
        try
        {
            return Inline(JsonNode.Parse(schema), "", definitions)?.ToJsonString() ?? schema;
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or ArgumentException)
        {
            return schema;
        }
    }

    private static async Task CollectAsync(
        JsonElement list,
        Dictionary<string, JsonNode> definitions,
        Func<string, int, Task<(string Schema, JsonElement Body)>> find
    )
    {
        foreach (var reference in list.EnumerateArray())
        {
            if (!IsReference(reference, out var name, out var subject, out var version))
                throw new RegistryUnavailableException(
                    "The schema registry's answer has a reference without name, subject and version: "
                        + $"{RegistryHttp.Start(reference.ToString())}"
                );
            if (definitions.ContainsKey(name))
                continue;
            if (definitions.Count >= MostReferences)
                throw new RegistryUnavailableException($"A schema of the registry refers to more than {MostReferences} others.");
            var (text, body) = await find(subject, version).ConfigureAwait(false);
            definitions.Add(name, Parsed(text, subject));
            if (body.TryGetProperty("references", out var further) && further.ValueKind == JsonValueKind.Array)
                await CollectAsync(further, definitions, find).ConfigureAwait(false);
        }
    }

    private static bool IsReference(JsonElement reference, out string name, out string subject, out int version)
    {
        (name, subject, version) = ("", "", 0);
        return reference.ValueKind == JsonValueKind.Object
            && reference.TryGetProperty("name", out var named)
            && named.ValueKind == JsonValueKind.String
            && (name = named.GetString()!).Length > 0
            && reference.TryGetProperty("subject", out var under)
            && under.ValueKind == JsonValueKind.String
            && (subject = under.GetString()!).Length > 0
            && reference.TryGetProperty("version", out var number)
            && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt32(out version);
    }

    private static JsonNode Parsed(string text, string subject)
    {
        try
        {
            return JsonNode.Parse(text) ?? throw new JsonException("null");
        }
        catch (JsonException broken)
        {
            throw new RegistryUnavailableException(
                $"The schema of '{subject}', to which another refers, is no JSON: {broken.Message}",
                broken
            );
        }
    }

    /// <param name="space">Namespace in which a name without one is looked for.</param>
    /// <param name="definitions">Those that are not written yet.</param>
    private static JsonNode? Inline(JsonNode? type, string space, Dictionary<string, JsonNode> definitions)
    {
        switch (type)
        {
            case JsonValue value when value.TryGetValue<string>(out var name):
                var full = name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";
                if (!definitions.Remove(full, out var definition) && !definitions.Remove(name, out definition))
                    return value.DeepClone();
                // not that of the schema around it
                if (definition is JsonObject named && named["namespace"] is null && named["name"] is JsonValue)
                    named["namespace"] = "";
                return Inline(definition, "", definitions);
            case JsonArray branches:
                return new JsonArray([.. branches.Select(branch => Inline(branch, space, definitions))]);
            case JsonObject members:
                return InlineMembers(members, space, definitions);
            default:
                return type?.DeepClone();
        }
    }

    private static JsonObject InlineMembers(JsonObject members, string space, Dictionary<string, JsonNode> definitions)
    {
        var inner = members["namespace"] is JsonValue own ? own.GetValue<string>() : space;
        if (members["name"] is JsonValue name && name.GetValue<string>() is var text && text.Contains('.', StringComparison.Ordinal))
            inner = text[..text.LastIndexOf('.')];
        var written = new JsonObject();
        foreach (var (member, value) in members)
        {
            written[member] =
                member == "fields" && value is JsonArray fields
                    ? new JsonArray([
                        .. fields.Select(field => field is JsonObject one ? InlineMembers(one, inner, definitions) : field?.DeepClone()),
                    ])
                : TypePlaces.Contains(member) ? Inline(value, inner, definitions)
                : value?.DeepClone();
        }

        return written;
    }
}
