namespace Streaming.Kafka.Resolution;

/// <summary>
/// Whether a reader's schema resolves everything that a writer's schema can write: the Avro specification, section "Schema Resolution",
/// with names compared as the Java implementation does (without namespace, or by the reader's aliases), as that is what
/// Confluent's registry answers with. Beyond the specification, two logical types that differ do not resolve: the bytes of one read as the
/// other are another value.
/// </summary>
public static class AvroResolution
{
    private static readonly HashSet<(string Writer, string Reader)> Promotions =
    [
        ("int", "long"),
        ("int", "float"),
        ("int", "double"),
        ("long", "float"),
        ("long", "double"),
        ("float", "double"),
        ("string", "bytes"),
        ("bytes", "string"),
    ];

    /// <summary>Every reason why it does not, each with the field and both types; empty when it does.</summary>
    /// <param name="anyBranch">
    /// How a reader judges records and not schemas: a union of the writer's is taken when one of its branches is, since each record says
    /// which branch it has; likewise with the symbols of an enum.
    /// </param>
    public static IReadOnlyList<string> Differences(AvroShape reader, AvroShape writer, bool anyBranch = false)
    {
        var found = new List<string>();
        new Comparison(anyBranch).Compare(reader, writer, "", found, []);
        return found;
    }

    private sealed class Comparison(bool anyBranch)
    {
        /// <param name="met">Pairs under way or done: a type that holds itself is compared once.</param>
        public void Compare(AvroShape reader, AvroShape writer, string path, List<string> found, HashSet<(AvroShape, AvroShape)> met)
        {
            if (reader.Kind is "record" && !met.Add((reader, writer)))
                return;
            if (writer.Kind == "union")
            {
                CompareBranches(reader, writer, path, found, met);
            }
            else if (reader.Kind == "union")
            {
                CompareToUnion(reader, writer, path, found, met);
            }
            else if (reader.Kind != writer.Kind)
            {
                if (!Promotions.Contains((writer.Kind, reader.Kind)) || writer is { Kind: "bytes", LogicalType: not null })
                    found.Add($"{At(path)}: {writer} is not read as {reader}");
            }
            else if (reader.LogicalType is not null && writer.LogicalType is not null && reader.LogicalType != writer.LogicalType)
            {
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

        private void CompareBranches(
            AvroShape reader,
            AvroShape writer,
            string path,
            List<string> found,
            HashSet<(AvroShape, AvroShape)> met
        )
        {
            if (anyBranch && writer.Parts.Any(branch => Resolves(reader, branch, met)))
                return;
            foreach (var branch in writer.Parts)
                Compare(reader, branch, path, found, met);
        }

        private void CompareToUnion(
            AvroShape reader,
            AvroShape writer,
            string path,
            List<string> found,
            HashSet<(AvroShape, AvroShape)> met
        )
        {
            if (reader.Parts.Any(branch => Resolves(branch, writer, met)))
                return;
            AvroShape[] values = [.. reader.Parts.Where(branch => branch.Kind != "null")];
            // says what inside it differs
            if (values.Length == 1 && values[0].Kind == writer.Kind)
                Compare(values[0], writer, path, found, met);
            else
                found.Add($"{At(path)}: no branch of the reader's union [{string.Join(", ", reader.Parts)}] takes {writer}");
        }

        private void CompareInside(AvroShape reader, AvroShape writer, string path, List<string> found, HashSet<(AvroShape, AvroShape)> met)
        {
            switch (reader.Kind)
            {
                case "record":
                    foreach (var field in reader.Fields)
                        CompareField(field, writer, path, found, met);
                    break;
                case "enum" when !reader.HasDefaultSymbol && !anyBranch:
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

        private void CompareField(AvroField field, AvroShape writer, string path, List<string> found, HashSet<(AvroShape, AvroShape)> met)
        {
            var written =
                writer.Fields.FirstOrDefault(one => one.Name == field.Name)
                ?? writer.Fields.FirstOrDefault(one => field.Aliases.Contains(one.Name));
            if (written is not null)
                Compare(field.Type, written.Type, $"{path}/{field.Name}", found, met);
            else if (!field.HasDefault && !field.Type.HasDefaultSymbol)
                found.Add(
                    $"{At($"{path}/{field.Name}")}: the reader's field of type {field.Type} has no default and the writer does not "
                        + "write it"
                );
        }

        /// <summary>A trial: what it meets on the way counts only when it succeeds.</summary>
        private bool Resolves(AvroShape reader, AvroShape writer, HashSet<(AvroShape, AvroShape)> met)
        {
            var found = new List<string>();
            var tried = new HashSet<(AvroShape, AvroShape)>(met);
            Compare(reader, writer, "", found, tried);
            if (found.Count > 0)
                return false;
            met.UnionWith(tried);
            return true;
        }

        private static bool SameName(AvroShape reader, AvroShape writer) =>
            reader.Name == writer.Name || reader.Aliases.Contains(writer.FullName);

        private static string At(string path) => path.Length == 0 ? "/" : path;
    }
}
