using System.Text.Json;
using Avro;
using Streaming.Contracts.Rules;

namespace Streaming.Kafka.Resolution;

/// <summary>A field of a record: what schema resolution asks about it.</summary>
public sealed record AvroField(string Name, IReadOnlyList<string> Aliases, bool HasDefault, AvroShape Type);

/// <summary>
/// An Avro schema reduced to what schema resolution looks at. Apache.Avro's own object model does not show the aliases of named types.
/// Of the logical types the names are kept: resolution works on what is written and would read microseconds as milliseconds.
/// </summary>
public sealed class AvroShape(string kind)
{
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

    /// <summary>record, enum, fixed, array, map, union or the name of a primitive type.</summary>
    public string Kind { get; } = kind;

    /// <summary>Full name of a record, enum or fixed; empty otherwise.</summary>
    public string FullName { get; private set; } = "";

    /// <summary>Full names that a reader also answers to.</summary>
    public IReadOnlyList<string> Aliases { get; private set; } = [];

    /// <summary>Of a record, in their order; empty otherwise.</summary>
    public IReadOnlyList<AvroField> Fields { get; private set; } = [];

    /// <summary>Of an enum, in their order; empty otherwise.</summary>
    public IReadOnlyList<string> Symbols { get; private set; } = [];

    /// <summary>Of an enum: it has a symbol for those that a reader does not know.</summary>
    public bool HasDefaultSymbol { get; private set; }

    /// <summary>Bytes of a fixed.</summary>
    public int Size { get; private set; }

    /// <summary>What an array or map holds, or the branches of a union.</summary>
    public IReadOnlyList<AvroShape> Parts { get; private set; } = [];

    /// <summary>Of a primitive type or a fixed, such as <c>timestamp-millis</c>; null without one.</summary>
    public string? LogicalType { get; private set; }

    /// <summary>The full name without its namespace.</summary>
    public string Name => FullName[(FullName.LastIndexOf('.') + 1)..];

    /// <summary>Reads a schema.</summary>
    /// <param name="schema">JSON of any origin: it is never trusted to be small or shallow.</param>
    /// <exception cref="AvroException">No Avro schema, or one beyond <see cref="AvroShapeLimits"/> of text and names.</exception>
    public static AvroShape Parse(string schema)
    {
        if (schema.Length > AvroShapeLimits.MostCharacters)
            throw new AvroException($"the schema has {schema.Length} characters; allowed are {AvroShapeLimits.MostCharacters}");
        try
        {
            using var document = JsonDocument.Parse(schema); // refuses more than 64 levels of JSON
            return Read(document.RootElement, "", []);
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new AvroException($"it is no Avro schema: {odd.Message}", odd);
        }
    }

    public override string ToString() =>
        (FullName.Length == 0 ? Kind : $"{Kind} {FullName}") + (LogicalType is null ? "" : $" ({LogicalType})");

    private static AvroShape Read(JsonElement json, string space, Dictionary<string, AvroShape> known)
    {
        if (json.ValueKind is not (JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object))
            throw new AvroException($"{json.ValueKind} stands where a type is expected");
        if (json.ValueKind == JsonValueKind.String)
            return Named(json.GetString()!, space, known);
        if (json.ValueKind == JsonValueKind.Array)
            return new AvroShape("union") { Parts = [.. json.EnumerateArray().Select(branch => Read(branch, space, known))] };

        var type = json.GetProperty("type");
        if (type.ValueKind != JsonValueKind.String)
            return Read(type, space, known);
        return type.GetString() switch
        {
            "record" or "error" => Record(json, space, known),
            "enum" => Enumeration(json, space, known),
            "fixed" => Declared(new AvroShape("fixed") { Size = json.GetProperty("size").GetInt32() }, json, space, known),
            "array" => new AvroShape("array") { Parts = [Read(json.GetProperty("items"), space, known)] },
            "map" => new AvroShape("map") { Parts = [Read(json.GetProperty("values"), space, known)] },
            var name when json.TryGetProperty("logicalType", out var logical) && Primitives.Contains(name) => new AvroShape(name!)
            {
                LogicalType = logical.ToString(),
            },
            var name => Named(name!, space, known),
        };
    }

    private static AvroShape Record(JsonElement json, string space, Dictionary<string, AvroShape> known)
    {
        // Known before its fields are read: they may name it.
        var record = Declared(new AvroShape("record"), json, space, known);
        var inner = SpaceOf(record.FullName);
        record.Fields =
        [
            .. json.GetProperty("fields")
                .EnumerateArray()
                .Select(field => new AvroField(
                    Text(field, "name"),
                    Texts(field, "aliases"),
                    field.TryGetProperty("default", out _),
                    Read(field.GetProperty("type"), inner, known)
                )),
        ];
        return record;
    }

    private static AvroShape Enumeration(JsonElement json, string space, Dictionary<string, AvroShape> known) =>
        Declared(
            new AvroShape("enum") { Symbols = Texts(json, "symbols"), HasDefaultSymbol = json.TryGetProperty("default", out _) },
            json,
            space,
            known
        );

    private static AvroShape Declared(AvroShape shape, JsonElement json, string space, Dictionary<string, AvroShape> known)
    {
        if (known.Count >= AvroShapeLimits.MostNames)
            throw new AvroException($"it declares more than {AvroShapeLimits.MostNames} types");
        var own = json.TryGetProperty("namespace", out var given) ? given.GetString() ?? "" : space;
        shape.FullName = Qualified(Text(json, "name"), own);
        if (shape.Size < 0)
            throw new AvroException($"{shape.FullName} has a size of {shape.Size} bytes");
        if (known.ContainsKey(shape.FullName))
            throw new AvroException($"the type {shape.FullName} is declared twice");
        shape.Aliases = [.. Texts(json, "aliases").Select(alias => Qualified(alias, SpaceOf(shape.FullName)))];
        known[shape.FullName] = shape;
        return shape;
    }

    private static AvroShape Named(string name, string space, Dictionary<string, AvroShape> known) =>
        known.TryGetValue(Qualified(name, space), out var near) || known.TryGetValue(name, out near) ? near
        : Primitives.Contains(name) ? new AvroShape(name)
        : throw new AvroException($"the type '{name}' is neither one of {string.Join(", ", Primitives)} nor declared before it is used");

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString() ?? throw new AvroException($"'{member}' is null");

    private static List<string> Texts(JsonElement json, string member) =>
        json.TryGetProperty(member, out var list)
            ? [.. list.EnumerateArray().Select(text => text.GetString() ?? throw new AvroException($"'{member}' holds null"))]
            : [];

    private static string Qualified(string name, string space) =>
        name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";

    private static string SpaceOf(string fullName) =>
        fullName.Contains('.', StringComparison.Ordinal) ? fullName[..fullName.LastIndexOf('.')] : "";
}
