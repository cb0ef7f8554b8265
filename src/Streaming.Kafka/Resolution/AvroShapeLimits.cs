using Avro;
using Streaming.Contracts.Rules;

namespace Streaming.Kafka.Resolution;

/// <summary>
/// How large a schema of another may be. Apache.Avro walks a schema type by type, without a limit and without remembering what it has
/// walked: one that holds itself, or is nested very deep, overflows the stack, which ends the process and cannot be caught; one that
/// doubles at every level is never walked to its end.
/// </summary>
internal static class AvroShapeLimits
{
    /// <summary>Of the text. A thousand times our largest schema would fit in ten of these.</summary>
    public const int MostCharacters = 1 << 20;

    /// <summary>Records, enums and fixed types.</summary>
    public const int MostNames = 1_000;

    /// <summary>Records, lists, maps and unions inside each other, named types counted wherever they are used.</summary>
    public const int MostNesting = 48;

    /// <summary>Types when every use of a named type is written out.</summary>
    public const int MostTypes = 50_000;

    /// <exception cref="AvroException">The schema holds itself, or is larger or deeper than the limits; says where.</exception>
    public static void Check(AvroShape schema) => Measure(schema, "", []);

    /// <param name="done">By named type: null while it is under way.</param>
    private static (int Nesting, int Types) Measure(AvroShape type, string path, Dictionary<AvroShape, (int Nesting, int Types)?> done)
    {
        if (done.TryGetValue(type, out var known))
            return known
                ?? throw new AvroException(
                    $"{(path.Length == 0 ? "/" : path)}: {type} holds itself, and records without an end are not read"
                );
        if (type.Kind == "record")
            done[type] = null;
        var (nesting, types) = (0, 1);
        foreach (var (name, part) in Inside(type))
        {
            var (deeper, more) = Measure(part, $"{path}/{name}", done);
            (nesting, types) = (Math.Max(nesting, deeper), types + more);
            if (types > MostTypes)
                throw new AvroException($"{path}/{name}: the schema has more than {MostTypes} types when every use is written out");
        }

        if (++nesting > MostNesting)
            throw new AvroException($"{(path.Length == 0 ? "/" : path)}: {type} is nested deeper than {MostNesting} levels");
        if (type.Kind == "record")
            done[type] = (nesting, types);
        return (nesting, types);
    }

    private static IEnumerable<(string Name, AvroShape Type)> Inside(AvroShape type) =>
        type.Kind switch
        {
            "record" => type.Fields.Select(field => (field.Name, field.Type)),
            "array" => type.Parts.Select(part => ("items", part)),
            "map" => type.Parts.Select(part => ("values", part)),
            _ => type.Parts.Select(part => (part.Kind, part)),
        };
}
