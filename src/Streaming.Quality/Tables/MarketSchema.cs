using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaming.Contracts.Rules;
using Streaming.Marketplace.Tables;

namespace Streaming.Quality.Tables;

/// <summary>How many of the delivered orders must have a review for a training to make sense.</summary>
/// <param name="Least">Share of the orders delivered at least <paramref name="MatureDays"/> before the last event.</param>
/// <param name="MatureDays">Days that reviews are given to come.</param>
/// <param name="Action">When there are fewer.</param>
public sealed record LabelRule(double Least, double MatureDays, GateAction Action);

/// <summary>Everything that <c>schema.yaml</c> says. Immutable.</summary>
public sealed record MarketSchema
{
    /// <summary>Name of the file in a folder of settings.</summary>
    public const string FileName = "schema.yaml";

    /// <summary>Share of a table's rows that may be of the wrong width or hold a text that is not of its column's kind; beyond, the table
    /// is not ingested.</summary>
    public required double Unreadable { get; init; }

    /// <summary>Events that the live scorer would send to the dead letters.</summary>
    public required Gate Rejected { get; init; }

    public required LabelRule Labels { get; init; }

    /// <summary>All tables that events are made from, by file name.</summary>
    public required IReadOnlyDictionary<string, TableRules> Tables { get; init; }

    /// <summary>The same rules for the order events that the tables become: what the live scorer counts flags by.</summary>
    public OrderRules OrderRules =>
        new(
            from known in Known()
            where known.Column.Field is not null && known.Rule.Severity == Severity.Flag
            select KeyValuePair.Create(known.Column.Field!.Value, known.Rule.Values),
            from name in Tables[TableNames.Orders].TimeOrder?.Columns ?? []
            let time = TableCatalogue.Find(TableNames.Orders, name)?.Field
            where time is not null
            select time.Value
        );

    /// <summary>The column behind a field of the order events, and its table's rules.</summary>
    public (TableRules Table, ColumnRule Column) Behind(OrderField field) =>
        Known().Where(known => known.Column.Field == field).Select(known => (known.Table, known.Rule)).First();

    /// <summary>SHA-256 of all that decides how tables are read and what of a row is unexpected; limits and actions are left out: they are
    /// judged later.</summary>
    public string RowHash => Hash(gates: false);

    /// <summary>SHA-256 of everything.</summary>
    public string FullHash => Hash(gates: true);

    private IEnumerable<(TableRules Table, ColumnRule Rule, KnownColumn Column)> Known() =>
        from table in Tables.Values
        from rule in table.Columns
        let column = TableCatalogue.Find(table.Table, rule.Name)
        where column is not null
        select (table, rule, column);

    private string Hash(bool gates)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"unreadable {Unreadable}\n");
        if (gates)
            text.Append(CultureInfo.InvariantCulture, $"rejected {Rejected}\nlabels {Labels}\n");
        foreach (var table in Tables.Values.OrderBy(table => table.Table, StringComparer.Ordinal))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{table.Table}: unique {List(table.Unique?.Columns)}, order {List(table.TimeOrder?.Columns)}, fresh "
                    + $"{table.Freshness?.Column}\n"
            );
            if (gates)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{table.Rows} {table.Rejected} {table.Nulls} {table.Unique?.Gate} {table.TimeOrder?.Gate} {table.Freshness}\n"
                );
            foreach (var reference in table.References)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{reference.Column} → {reference.Table} {reference.To} {(gates ? reference.Gate : null)}\n"
                );
            foreach (var column in table.Columns)
            {
                var values = column.Values;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{column.Name} {column.Kind} {column.Severity} {values.MayBeNull} {values.Least:R} {values.Most:R} "
                        + $"{List(values.OneOf?.Order(StringComparer.Ordinal))}\n"
                );
                if (gates)
                    text.Append(CultureInfo.InvariantCulture, $"{column.Empty} {column.Outside}\n");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string List(IEnumerable<string>? names) => names is null ? "-" : string.Join('|', names);
}
