using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;
using Streaming.Kafka.Resolution;

namespace Streaming.Kafka.Wire;

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

    /// <summary>
    /// Both write the same bytes, whatever namespace, documentation, defaults and properties stand beside, and none reads a time in another
    /// unit.
    /// </summary>
    /// <exception cref="AvroException">One of them is no Avro schema, or beyond <see cref="AvroShapeLimits"/>.</exception>
    public static bool DescribesSameBytes(string a, string b)
    {
        var (one, other) = (AvroShape.Parse(a), AvroShape.Parse(b));
        AvroShapeLimits.Check(one);
        AvroShapeLimits.Check(other);
        return DescribesSameBytes(one, other);
    }

    /// <inheritdoc cref="DescribesSameBytes(string, string)"/>
    public static bool DescribesSameBytes(AvroShape writer, AvroShape reader) =>
        AvroResolution.Differences(reader, writer).Count == 0 && AlignedSchema.Of(writer, reader) == AlignedSchema.Of(reader, reader);

    /// <summary>Parsed without its logical types: values keep the form in which they are written, whatever a library makes of
    /// them.</summary>
    /// <param name="schema">One of ours: nothing here holds back a hostile one.</param>
    public static Schema Parse(string schema)
    {
        var node = JsonNode.Parse(schema);
        Strip(node);
        return Schema.Parse(node?.ToJsonString() ?? "null");
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var element in list)
                Strip(element);
        }
        else if (node is JsonObject members)
        {
            members.Remove("logicalType");
            foreach (var (_, member) in members)
                Strip(member);
        }
    }
}
