using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;

namespace Streaming.Contracts.Wire;

/// <summary>Questions to a schema's JSON.</summary>
internal static class SchemaText
{
    /// <summary>The full name of a record schema.</summary>
    public static string RecordName(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        var root = document.RootElement;
        var name = root.GetProperty("name").GetString()!;
        return root.TryGetProperty("namespace", out var space) && !name.Contains('.', StringComparison.Ordinal) ? $"{space}.{name}" : name;
    }

    /// <summary>Equal in Avro's parsing canonical form, which leaves out documentation, defaults and logical types, and without contradiction in the latter.</summary>
    /// <exception cref="SchemaParseException">One of them is no Avro schema.</exception>
    /// <exception cref="JsonException">One of them is no JSON.</exception>
    public static bool DescribesSameBytes(string a, string b) =>
        SchemaNormalization.ToParsingForm(Parse(a)) == SchemaNormalization.ToParsingForm(Parse(b))
        && FindOtherLogicalType(a, b) is null;

    /// <summary>Parsed without its logical types: values keep the form in which they are written, whatever a library makes of them.</summary>
    /// <inheritdoc cref="DescribesSameBytes" path="/exception"/>
    public static Schema Parse(string schema)
    {
        var node = JsonNode.Parse(schema);
        Strip(node);
        return Schema.Parse(node?.ToJsonString() ?? "null");
    }

    /// <summary>The first field that has a logical type in both schemas, but not the same; null when there is none.</summary>
    /// <remarks>Avro's resolution looks at the bytes only and would read microseconds as milliseconds.</remarks>
    public static string? FindOtherLogicalType(string writer, string reader)
    {
        var written = LogicalTypes(writer);
        foreach (var (field, expected) in LogicalTypes(reader))
        {
            if (written.TryGetValue(field, out var found) && found != expected) return $"{field} is {found}, not {expected}";
        }

        return null;
    }

    private static Dictionary<string, string> LogicalTypes(string schema)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(schema);
        Collect(document.RootElement, "", types);
        return types;
    }

    /// <summary>Fields by their path; a field that is a list or a union carries the logical type of what it holds.</summary>
    private static void Collect(JsonElement type, string path, Dictionary<string, string> types)
    {
        if (type.ValueKind == JsonValueKind.Array)
        {
            foreach (var branch in type.EnumerateArray()) Collect(branch, path, types);
        }
        else if (type.ValueKind == JsonValueKind.Object)
        {
            if (type.TryGetProperty("logicalType", out var logical)) types[path] = logical.ToString();
            if (type.TryGetProperty("type", out var inner)) Collect(inner, path, types);
            if (type.TryGetProperty("items", out var items)) Collect(items, path, types);
            if (type.TryGetProperty("values", out var values)) Collect(values, path, types);
            if (!type.TryGetProperty("fields", out var fields) || fields.ValueKind != JsonValueKind.Array) return;
            foreach (var field in fields.EnumerateArray())
            {
                if (field.TryGetProperty("name", out var name) && field.TryGetProperty("type", out var fieldType))
                    Collect(fieldType, path.Length == 0 ? name.ToString() : $"{path}.{name}", types);
            }
        }
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var element in list) Strip(element);
        }
        else if (node is JsonObject members)
        {
            members.Remove("logicalType");
            foreach (var (_, member) in members) Strip(member);
        }
    }
}
