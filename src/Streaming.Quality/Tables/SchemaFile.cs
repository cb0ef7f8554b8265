using Streaming.Marketplace.Tables;
using YamlDotNet.RepresentationModel;

namespace Streaming.Quality.Tables;

/// <summary>Reads <c>schema.yaml</c>.</summary>
public static class SchemaFile
{
    private static readonly string[] Keys = ["Unreadable", "Rejected", "Labels", "Tables"];

    /// <summary>Reads and checks the file in a folder of settings.</summary>
    /// <exception cref="SchemaException">It is not there, is no YAML, has an unknown key, type, table or column, or a rule that cannot be;
    /// all problems at once.</exception>
    public static MarketSchema Load(string folder)
    {
        var file = Path.Combine(folder, MarketSchema.FileName);
        if (!File.Exists(file))
            throw new SchemaException([$"{file} does not exist; it says which tables are fit for training"]);
        using var text = File.OpenText(file);
        return Parse(text, file);
    }

    /// <summary>The same from a text, such as the one that a training run was requested with.</summary>
    /// <param name="file">How problems call it.</param>
    /// <exception cref="SchemaException">As for <see cref="Load"/>.</exception>
    public static MarketSchema Parse(TextReader text, string file)
    {
        try
        {
            var roots = YamlText.Read(text, file);
            if (roots.Count != 1)
                throw new SchemaException([$"{file} holds {roots.Count} documents; allowed: one, with {string.Join(", ", Keys)}"]);
            var nodes = new SchemaNodes(file);
            var schema = Read(nodes, roots[0]);
            return nodes.Problems.Count == 0 ? schema : throw new SchemaException(nodes.Problems);
        }
        catch (YamlTextException broken)
        {
            throw new SchemaException([broken.Message]);
        }
    }

    private static MarketSchema Read(SchemaNodes nodes, YamlNode root)
    {
        var entries = nodes.Map(root, "", Keys);
        var reader = new TableRulesReader(nodes);
        var tables = new Dictionary<string, TableRules>();
        if (entries.TryGetValue("Tables", out var tableNode))
        {
            foreach (var (table, node) in nodes.Map(tableNode, "Tables", [.. TableNames.Required]))
                tables.Add(table, reader.Read(table, node));
        }

        foreach (var lacking in TableNames.Required.Where(table => !tables.ContainsKey(table)))
            nodes.Problem(tableNode ?? root, "Tables", $"{lacking} is missing; events are made from it");
        foreach (var table in tables.Values)
            reader.CheckReferences(table, tables);
        return new MarketSchema
        {
            Unreadable = nodes.Number(entries, "Unreadable", "", 0, 0, 1),
            Rejected = entries.TryGetValue("Rejected", out var rejected)
                ? reader.Gate(rejected, "Rejected", [])
                : new Gate(0, GateAction.Stop),
            Labels = Labels(nodes, entries),
            Tables = tables,
        };
    }

    private static LabelRule Labels(SchemaNodes nodes, IReadOnlyDictionary<string, YamlNode> entries)
    {
        const string place = "Labels";
        var keys = entries.TryGetValue(place, out var node)
            ? nodes.Map(node, place, ["Least", "MatureDays", "Action"])
            : new Dictionary<string, YamlNode>();
        return new LabelRule(
            nodes.Number(keys, "Least", place, 0.5, 0, 1),
            nodes.Number(keys, "MatureDays", place, 14, 0, 120),
            nodes.Choice(keys, "Action", place, GateAction.Stop, GateAction.Stop, GateAction.Flag)
        );
    }
}
