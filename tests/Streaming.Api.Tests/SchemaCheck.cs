using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Streaming.Api.Tests;

/// <summary>Holds a JSON value to a schema of an OpenAPI document: the keywords that this system's document uses, and none other
/// unseen.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private static readonly HashSet<string> Known =
    [
        "$ref",
        "type",
        "description",
        "required",
        "properties",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "maxLength",
        "pattern",
        "enum",
        "oneOf",
    ];

    /// <summary>What is wrong, by place; nothing when the value is as the schema says.</summary>
    public IEnumerable<string> Check(JsonElement value, string schema) =>
        Check(value, document.GetProperty("components").GetProperty("schemas").GetProperty(schema), "$");

    private IEnumerable<string> Check(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Check(value, reference.GetString()!["#/components/schemas/".Length..]);
        var wrong = schema
            .EnumerateObject()
            .Where(keyword => !Known.Contains(keyword.Name))
            .Select(keyword => $"{at}: unknown keyword {keyword.Name}")
            .ToList();
        if (schema.TryGetProperty("oneOf", out var oneOf) && oneOf.EnumerateArray().Count(option => !Check(value, option, at).Any()) != 1)
            wrong.Add($"{at}: not exactly one of the shapes");
        if (schema.TryGetProperty("type", out var type) && !TypesOf(type).Any(name => IsOf(value, name)))
            wrong.Add($"{at}: {value.ValueKind} is not {type}");
        if (
            schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value))
        )
            wrong.Add($"{at}: {value} is not listed");
        wrong.AddRange(
            value.ValueKind switch
            {
                JsonValueKind.Object => Fields(value, schema, at),
                JsonValueKind.Array => Rows(value, schema, at),
                JsonValueKind.Number => Bounds(value.GetDouble(), schema, at),
                JsonValueKind.String => Texts(value.GetString()!, schema, at),
                _ => [],
            }
        );
        return wrong;
    }

    private IEnumerable<string> Fields(JsonElement value, JsonElement schema, string at)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            yield break;
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
                if (!value.TryGetProperty(name, out _))
                    yield return $"{at}: {name} is missing";
        foreach (var field in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(field.Name, out var ofField))
            {
                if (schema.TryGetProperty("additionalProperties", out var further) && further.ValueKind == JsonValueKind.False)
                    yield return $"{at}: {field.Name} is no field";
                continue;
            }

            foreach (var wrong in Check(field.Value, ofField, $"{at}.{field.Name}"))
                yield return wrong;
        }
    }

    private IEnumerable<string> Rows(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("minItems", out var least) && value.GetArrayLength() < least.GetInt32())
            yield return $"{at}: too few";
        if (schema.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32())
            yield return $"{at}: too many";
        if (!schema.TryGetProperty("items", out var items))
            yield break;
        var row = 0;
        foreach (var element in value.EnumerateArray())
        foreach (var wrong in Check(element, items, $"{at}[{row++.ToString(CultureInfo.InvariantCulture)}]"))
            yield return wrong;
    }

    private static IEnumerable<string> Bounds(double value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("minimum", out var least) && value < least.GetDouble())
            yield return $"{at}: {value} is below {least}";
        if (schema.TryGetProperty("maximum", out var most) && value > most.GetDouble())
            yield return $"{at}: {value} is above {most}";
    }

    private static IEnumerable<string> Texts(string value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("maxLength", out var longest) && value.Length > longest.GetInt32())
            yield return $"{at}: too long";
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value, pattern.GetString()!))
            yield return $"{at}: {value} is not of the form";
    }

    private static IEnumerable<string> TypesOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => throw new ArgumentException($"'{type}' is no type of a schema", nameof(type)),
        };
}
