using System.Collections.Frozen;
using Streaming.Contracts.Rules;
using Streaming.Marketplace.Tables;
using YamlDotNet.RepresentationModel;

namespace Streaming.Quality.Tables;

/// <summary>Reads the rules of one table.</summary>
internal sealed class TableRulesReader(SchemaNodes nodes)
{
    private static readonly string[] TableKeys = ["Rows", "Rejected", "Nulls", "Unique", "References", "TimeOrder", "Freshness", "Columns"];
    private static readonly string[] ColumnKeys = ["Kind", "Empty", "Least", "Most", "OneOf", "Outside", "Severity", "Action"];
    private static readonly string[] GateKeys = ["Limit", "Action"];

    private readonly Dictionary<(string Table, string Column), YamlNode> references = [];

    public TableRules Read(string table, YamlNode node)
    {
        var keys = nodes.Map(node, table, TableKeys);
        var columns = keys.TryGetValue("Columns", out var columnNode)
            ? nodes.Map(columnNode, table, null).Select(column => Column(table, column.Key, column.Value)).ToList()
            : [];
        foreach (var known in TableCatalogue.Tables[table].Where(known => columns.TrueForAll(column => column.Name != known.Name)))
            nodes.Problem(columnNode ?? node, table, $"column {known.Name} is missing; events are made from it");
        return new TableRules
        {
            Table = table,
            Columns = columns,
            Rows = keys.TryGetValue("Rows", out var rows) ? Rows(rows, $"{table}, Rows") : new RowsRule(1, GateAction.Stop),
            Rejected = keys.TryGetValue("Rejected", out var rejected)
                ? Gate(rejected, $"{table}, Rejected", [])
                : new Gate(0, GateAction.Stop),
            Nulls = keys.TryGetValue("Nulls", out var nulls) ? Gate(nulls, $"{table}, Nulls", []) : null,
            Unique = keys.TryGetValue("Unique", out var unique) ? Unique(unique, $"{table}, Unique", columns) : null,
            References = keys.TryGetValue("References", out var list) ? References(list, table, columns) : [],
            TimeOrder = keys.TryGetValue("TimeOrder", out var order) ? TimeOrder(order, $"{table}, TimeOrder", columns) : null,
            Freshness = keys.TryGetValue("Freshness", out var fresh) ? Freshness(fresh, $"{table}, Freshness", columns) : null,
        };
    }

    /// <summary>What a reference points to must be the only column of a unique key, of a table that is read before.</summary>
    public void CheckReferences(TableRules table, IReadOnlyDictionary<string, TableRules> tables)
    {
        foreach (var reference in table.References)
        {
            var at = references[(table.Table, reference.Column)];
            var before = TableNames.ReadingOrder.TakeWhile(name => name != table.Table).ToList();
            if (!before.Contains(reference.Table))
                nodes.Problem(
                    at,
                    $"{table.Table}, References, {reference.Column}",
                    $"Table is '{reference.Table}'; allowed: "
                        + $"{(before.Count == 0 ? "none, as no table is read before it" : string.Join(", ", before))}"
                );
            else if (tables.TryGetValue(reference.Table, out var other) && !(other.Unique is { Columns: [var key] } && key == reference.To))
                nodes.Problem(
                    at,
                    $"{table.Table}, References, {reference.Column}",
                    $"To is '{reference.To}'; allowed: the one column that Unique names in {reference.Table}"
                );
        }
    }

    public Gate Gate(YamlNode node, string place, IEnumerable<string> more)
    {
        var keys = nodes.Map(node, place, [.. more, .. GateKeys]);
        return new Gate(nodes.Number(keys, "Limit", place, 0, 0, 1), Action(keys, place));
    }

    private GateAction Action(IReadOnlyDictionary<string, YamlNode> keys, string place) =>
        nodes.Choice(keys, "Action", place, GateAction.Stop, GateAction.Stop, GateAction.Flag);

    private ColumnRule Column(string table, string name, YamlNode node)
    {
        var place = $"{table}, {name}";
        var keys = nodes.Map(node, place, ColumnKeys);
        var known = TableCatalogue.Find(table, name);
        ReadOnlySpan<ColumnKind> kinds = [ColumnKind.Text, ColumnKind.Whole, ColumnKind.Number, ColumnKind.Time];
        if (!keys.ContainsKey("Kind"))
            nodes.Problem(node, place, $"Kind is missing; allowed: {SchemaNodes.Names(kinds)}");
        var kind = nodes.Choice(keys, "Kind", place, known?.Kind ?? ColumnKind.Text, kinds);
        if (known is not null && kind != known.Kind)
            nodes.Problem(
                keys["Kind"],
                place,
                $"Kind is {SchemaNodes.Shown(keys["Kind"])}; allowed: {SchemaNodes.Names(known.Kind)}, which events need"
            );

        var least = nodes.Number(keys, "Least", place, double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity);
        var most = nodes.Number(keys, "Most", place, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity);
        var bound = keys.GetValueOrDefault("Least") ?? keys.GetValueOrDefault("Most");
        if (bound is not null && kind is not (ColumnKind.Whole or ColumnKind.Number))
            nodes.Problem(
                bound,
                place,
                $"Least and Most are for Kind {SchemaNodes.Names(ColumnKind.Whole, ColumnKind.Number)}, not for {SchemaNodes.Names(kind)}"
            );
        if (least > most)
            nodes.Problem(keys["Least"], place, FormattableString.Invariant($"Least is {least}; allowed: at most Most, which is {most}"));
        var oneOf = nodes.Texts(keys, "OneOf", place, 1);
        if (keys.TryGetValue("OneOf", out var list) && kind != ColumnKind.Text)
            nodes.Problem(list, place, $"OneOf is for Kind {SchemaNodes.Names(ColumnKind.Text)}, not for {SchemaNodes.Names(kind)}");

        var empty = nodes.Number(keys, "Empty", place, 0, 0, 1);
        var action = Action(keys, place);
        return new ColumnRule(
            name,
            kind,
            new ValueRule
            {
                MayBeNull = empty >= 1,
                Least = least,
                Most = most,
                OneOf = oneOf?.ToFrozenSet(StringComparer.Ordinal),
            },
            nodes.Choice(keys, "Severity", place, Severity.Flag, Severity.Flag, Severity.Info),
            new Gate(empty, action),
            new Gate(nodes.Number(keys, "Outside", place, 0, 0, 1), action)
        );
    }

    private RowsRule Rows(YamlNode node, string place)
    {
        var keys = nodes.Map(node, place, ["Least", "Action"]);
        return new RowsRule((long)nodes.Number(keys, "Least", place, 1, 0, 1e12), Action(keys, place));
    }

    private UniqueRule? Unique(YamlNode node, string place, List<ColumnRule> columns)
    {
        var gate = Gate(node, place, ["Columns"]);
        return Named(node, place, columns, 1, kind: null) is { } names ? new UniqueRule(names, gate) : null;
    }

    private TimeOrderRule? TimeOrder(YamlNode node, string place, List<ColumnRule> columns)
    {
        var gate = Gate(node, place, ["Columns"]);
        return Named(node, place, columns, 2, ColumnKind.Time) is { } names ? new TimeOrderRule(names, gate) : null;
    }

    private FreshnessRule? Freshness(YamlNode node, string place, List<ColumnRule> columns)
    {
        var keys = nodes.Map(node, place, ["Column", "Days", "Action"]);
        var column = nodes.Text(keys, "Column", place, node);
        if (column is not null)
            Declared(node, place, columns, column, ColumnKind.Time);
        return column is null ? null : new FreshnessRule(column, nodes.Number(keys, "Days", place, 30, 0, 36_500), Action(keys, place));
    }

    private List<ReferenceRule> References(YamlNode node, string table, List<ColumnRule> columns)
    {
        var found = new List<ReferenceRule>();
        foreach (var (column, rule) in nodes.Map(node, $"{table}, References", [.. columns.Select(column => column.Name)]))
        {
            var place = $"{table}, References, {column}";
            var gate = Gate(rule, place, ["Table", "To"]);
            if (rule is not YamlMappingNode)
                continue;
            var keys = nodes.Map(rule, place, null);
            if (nodes.Text(keys, "Table", place, rule) is not { } other || nodes.Text(keys, "To", place, rule) is not { } to)
                continue;
            references.Add((table, column), rule);
            found.Add(new ReferenceRule(column, other, to, gate));
        }

        return found;
    }

    private IReadOnlyList<string>? Named(YamlNode node, string place, List<ColumnRule> columns, int least, ColumnKind? kind)
    {
        if (node is not YamlMappingNode)
            return null;
        var keys = nodes.Map(node, place, null);
        var names = nodes.Texts(keys, "Columns", place, least);
        if (names is null && !keys.ContainsKey("Columns"))
            nodes.Problem(node, place, "Columns is missing");
        foreach (var name in names ?? [])
            Declared(keys["Columns"], place, columns, name, kind);
        return names;
    }

    private void Declared(YamlNode at, string place, List<ColumnRule> columns, string name, ColumnKind? kind)
    {
        var fitting = columns.Where(column => kind is null || column.Kind == kind).Select(column => column.Name).ToList();
        if (!fitting.Contains(name))
            nodes.Problem(
                at,
                place,
                $"'{name}' is no{(kind is { } wanted ? " " + SchemaNodes.Names(wanted) : "")} column of the table; allowed: "
                    + $"{string.Join(", ", fitting)}"
            );
    }
}
