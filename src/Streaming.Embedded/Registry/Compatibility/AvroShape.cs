using System.Text.Json;
using Avro;

namespace Streaming.Embedded.Registry.Compatibility;

/// <summary>A field of a record: what schema resolution asks about it.</summary>
internal sealed record AvroField(string Name, IReadOnlyList<string> Aliases, bool HasDefault, AvroShape Type);

/// <summary>
/// An Avro schema reduced to what schema resolution looks at. Apache.Avro's own object model does not show the aliases of named types.
/// Logical types are left out, as the specification's rules work on what is written.
/// </summary>
internal sealed class AvroShape(string kind)
{
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

    /// <summary>record, enum, fixed, array, map, union or the name of a primitive type.</summary>
    public string Kind { get; } = kind;

    /// <summary>Full name of a record, enum or fixed; empty otherwise.</summary>
    public string FullName { get; private set; } = "";

    /// <summary>Full names that a reader also answers to.</summary>
    public IReadOnlyList<string> Aliases { get; private set; } = [];

    public IReadOnlyList<AvroField> Fields { get; private set; } = [];

    public IReadOnlyList<string> Symbols { get; private set; } = [];

    public bool HasDefaultSymbol { get; private set; }

    /// <summary>Bytes of a fixed.</summary>
    public int Size { get; private set; }

    /// <summary>What an array or map holds, or the branches of a union.</summary>
    public IReadOnlyList<AvroShape> Parts { get; private set; } = [];

    public string Name => FullName[(FullName.LastIndexOf('.') + 1)..];

    /// <param name="schema">JSON that Apache.Avro takes; it lets unknown type names pass in places, this does not.</param>
    /// <exception cref="AvroException">A type name is neither primitive nor declared before.</exception>
    public static AvroShape Parse(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return Read(document.RootElement, "", []);
    }

    public override string ToString() => FullName.Length == 0 ? Kind : $"{Kind} {FullName}";

    private static AvroShape Read(JsonElement json, string space, Dictionary<string, AvroShape> known)
    {
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
            .. json.GetProperty("fields").EnumerateArray().Select(field => new AvroField(
                field.GetProperty("name").GetString()!,
                Texts(field, "aliases"),
                field.TryGetProperty("default", out _),
                Read(field.GetProperty("type"), inner, known))),
        ];
        return record;
    }

    private static AvroShape Enumeration(JsonElement json, string space, Dictionary<string, AvroShape> known) => Declared(
        new AvroShape("enum") { Symbols = Texts(json, "symbols"), HasDefaultSymbol = json.TryGetProperty("default", out _) }, json, space, known);

    private static AvroShape Declared(AvroShape shape, JsonElement json, string space, Dictionary<string, AvroShape> known)
    {
        var own = json.TryGetProperty("namespace", out var given) ? given.GetString()! : space;
        shape.FullName = Qualified(json.GetProperty("name").GetString()!, own);
        shape.Aliases = [.. Texts(json, "aliases").Select(alias => Qualified(alias, SpaceOf(shape.FullName)))];
        known[shape.FullName] = shape;
        return shape;
    }

    private static AvroShape Named(string name, string space, Dictionary<string, AvroShape> known) =>
        known.TryGetValue(Qualified(name, space), out var near) || known.TryGetValue(name, out near) ? near
        : Primitives.Contains(name) ? new AvroShape(name)
        : throw new AvroException($"the type '{name}' is neither one of {string.Join(", ", Primitives)} nor declared before it is used");

    private static List<string> Texts(JsonElement json, string member) =>
        json.TryGetProperty(member, out var list) ? [.. list.EnumerateArray().Select(text => text.GetString()!)] : [];

    private static string Qualified(string name, string space) =>
        name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";

    private static string SpaceOf(string fullName) =>
        fullName.Contains('.', StringComparison.Ordinal) ? fullName[..fullName.LastIndexOf('.')] : "";
}
