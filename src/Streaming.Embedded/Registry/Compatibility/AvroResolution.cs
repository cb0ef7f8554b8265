namespace Streaming.Embedded.Registry.Compatibility;

/// <summary>
/// Whether a reader's schema resolves everything that a writer's schema can write: the Avro specification, section "Schema Resolution",
/// with names compared as the Java implementation does (without namespace, or by the reader's aliases), as that is what
/// Confluent's registry answers with.
/// </summary>
internal static class AvroResolution
{
    private static readonly HashSet<(string Writer, string Reader)> Promotions =
    [
        ("int", "long"), ("int", "float"), ("int", "double"), ("long", "float"), ("long", "double"), ("float", "double"),
        ("string", "bytes"), ("bytes", "string"),
    ];

    /// <summary>Every reason why it does not; empty when it does.</summary>
    public static IReadOnlyList<string> Differences(AvroShape reader, AvroShape writer)
    {
        var found = new List<string>();
        Compare(reader, writer, "", found, []);
        return found;
    }

    /// <param name="met">Pairs under way or done: a type that holds itself is compared once.</param>
    private static void Compare(AvroShape reader, AvroShape writer, string path, List<string> found, HashSet<(AvroShape, AvroShape)> met)
    {
        if (reader.Kind is "record" && !met.Add((reader, writer)))
            return;
        if (writer.Kind == "union")
        {
            foreach (var branch in writer.Parts)
                Compare(reader, branch, path, found, met);
        }
        else if (reader.Kind == "union")
        {
            if (!reader.Parts.Any(branch => Resolves(branch, writer, met)))
                found.Add($"{At(path)}: no branch of the reader's union takes {writer}");
        }
        else if (reader.Kind != writer.Kind)
        {
            if (!Promotions.Contains((writer.Kind, reader.Kind)))
                found.Add($"{At(path)}: {writer} is not read as {reader}");
        }
        else if (reader.FullName.Length > 0 && !SameName(reader, writer))
        {
            found.Add($"{At(path)}: {writer} is not read as {reader}, the names differ");
        }
        else
        {
            CompareInside(reader, writer, path, found, met);
        }
    }

    private static void CompareInside(AvroShape reader, AvroShape writer, string path, List<string> found, HashSet<(AvroShape, AvroShape)> met)
    {
        switch (reader.Kind)
        {
            case "record":
                foreach (var field in reader.Fields)
                    CompareField(field, writer, path, found, met);
                break;
            case "enum" when !reader.HasDefaultSymbol:
                if (writer.Symbols.Except(reader.Symbols).ToList() is { Count: > 0 } unknown)
                    found.Add($"{At(path)}: {reader} does not know {string.Join(", ", unknown)} and has no default");
                break;
            case "fixed" when reader.Size != writer.Size:
                found.Add($"{At(path)}: {writer} has {writer.Size} bytes, the reader expects {reader.Size}");
                break;
            case "array" or "map":
                Compare(reader.Parts[0], writer.Parts[0], $"{path}/{(reader.Kind == "array" ? "items" : "values")}", found, met);
                break;
        }
    }

    private static void CompareField(AvroField field, AvroShape writer, string path, List<string> found, HashSet<(AvroShape, AvroShape)> met)
    {
        var written = writer.Fields.FirstOrDefault(one => one.Name == field.Name)
            ?? writer.Fields.FirstOrDefault(one => field.Aliases.Contains(one.Name));
        if (written is not null)
            Compare(field.Type, written.Type, $"{path}/{field.Name}", found, met);
        else if (!field.HasDefault && !field.Type.HasDefaultSymbol)
            found.Add($"{At($"{path}/{field.Name}")}: the reader's field has no default and the writer does not write it");
    }

    /// <summary>A trial: what it meets on the way counts only when it succeeds.</summary>
    private static bool Resolves(AvroShape reader, AvroShape writer, HashSet<(AvroShape, AvroShape)> met)
    {
        var found = new List<string>();
        var tried = new HashSet<(AvroShape, AvroShape)>(met);
        Compare(reader, writer, "", found, tried);
        if (found.Count > 0)
            return false;
        met.UnionWith(tried);
        return true;
    }

    private static bool SameName(AvroShape reader, AvroShape writer) => reader.Name == writer.Name || reader.Aliases.Contains(writer.FullName);

    private static string At(string path) => path.Length == 0 ? "/" : path;
}
