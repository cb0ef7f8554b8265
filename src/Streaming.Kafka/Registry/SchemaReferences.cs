using System.Text.Json;
using System.Text.Json.Nodes;
using Confluent.SchemaRegistry;

namespace Streaming.Kafka.Registry;

/// <summary>
/// Writes the schemas that a schema refers to into it, at the first use of their names: what comes out stands alone. Bounded: a registry
/// may say anything.
/// </summary>
internal static class SchemaReferences
{
    private const int MostReferences = 64;
    private static readonly string[] TypePlaces = ["type", "items", "values"];

    /// <param name="schema">Avro JSON, with what it refers to.</param>
    /// <param name="find">One version of a subject.</param>
    /// <returns>The schema itself where it refers to nothing, or where it is no JSON: whoever reads it says so.</returns>
    /// <exception cref="RegistryUnavailableException">A reference leads nowhere, or there are too many.</exception>
    public static async Task<string> ResolveAsync(Schema schema, Func<string, int, Task<Schema>> find)
    {
        if (schema.References is not { Count: > 0 } references)
            return schema.SchemaString;
        var definitions = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        await CollectAsync(references, definitions, find).ConfigureAwait(false);
        try
        {
            return Inline(JsonNode.Parse(schema.SchemaString), "", definitions)?.ToJsonString() ?? schema.SchemaString;
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or ArgumentException)
        {
            return schema.SchemaString;
        }
    }

    private static async Task CollectAsync(
        List<SchemaReference> references,
        Dictionary<string, JsonNode> definitions,
        Func<string, int, Task<Schema>> find
    )
    {
        foreach (var reference in references)
        {
            if (string.IsNullOrEmpty(reference?.Name) || string.IsNullOrEmpty(reference.Subject))
                throw new RegistryUnavailableException("The schema registry's answer has a reference without name or subject.");
            if (definitions.ContainsKey(reference.Name))
                continue;
            if (definitions.Count >= MostReferences)
                throw new RegistryUnavailableException($"A schema of the registry refers to more than {MostReferences} others.");
            var found = await find(reference.Subject, reference.Version).ConfigureAwait(false);
            definitions.Add(reference.Name, Parsed(found.SchemaString, reference.Subject));
            if (found.References is { Count: > 0 } further)
                await CollectAsync(further, definitions, find).ConfigureAwait(false);
        }
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
