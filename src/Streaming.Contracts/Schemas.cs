using System.Collections.Frozen;

namespace Streaming.Contracts;

/// <summary>The Avro schemas of <c>schemas/*.avsc</c>, carried inside this assembly: the one source of the event contracts.</summary>
public static class Schemas
{
    private const string Folder = "schemas/";
    private const string Ending = ".avsc";

    private static readonly FrozenDictionary<string, string> ByName = Load();

    /// <summary>File names without their ending, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <param name="name">File name without its ending, such as <c>order-delivered</c>.</param>
    /// <returns>The schema as Avro JSON, as it stands in the file.</returns>
    /// <exception cref="ArgumentException">No schema has this name.</exception>
    public static string Get(string name) =>
        ByName.TryGetValue(name, out var schema)
            ? schema
            : throw new ArgumentException($"There is no schema '{name}'; there are {string.Join(", ", Names)}.", nameof(name));

    private static FrozenDictionary<string, string> Load()
    {
        var assembly = typeof(Schemas).Assembly;
        var schemas = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Folder, StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            schemas.Add(resource[Folder.Length..^Ending.Length], reader.ReadToEnd());
        }

        return schemas.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
