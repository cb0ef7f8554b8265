using Streaming.Contracts.Rules;
using Streaming.Marketplace.Tables;

namespace Streaming.Quality.Tables;

/// <summary>Unique keys, and keys that another table must have, of one table's rows.</summary>
internal sealed class KeyRules
{
    private readonly TableRules rules;
    private readonly string[] unique;
    private readonly int[] uniqueAt;
    private readonly HashSet<string> single = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> several = [];
    private readonly HashSet<string>? referred;
    private readonly (ReferenceRule Rule, HashSet<string> Keys, Severity Severity)[] references;
    private readonly int[] referenceAt;
    private readonly bool isPersonal;
    private TableRow row = null!;

    public KeyRules(TableRules rules, Dictionary<(string Table, string Column), HashSet<string>> tableKeys)
    {
        this.rules = rules;
        unique = [.. rules.Unique?.Columns ?? []];
        uniqueAt = new int[unique.Length];
        if (unique.Length == 1)
            referred = tableKeys.GetValueOrDefault((rules.Table, unique[0]));
        references =
        [
            .. rules.References.Select(rule =>
                (rule, tableKeys[(rule.Table, rule.To)], rule.Table == TableNames.Orders ? Severity.Reject : Severity.Flag)
            ),
        ];
        referenceAt = new int[references.Length];
        isPersonal = unique.Any(column => TableCatalogue.IsPersonal(rules.Table, column));
    }

    /// <summary>Of the current row, for people; empty where it names a person.</summary>
    public string Key => isPersonal ? "" : string.Join('/', uniqueAt.Select(row.Raw));

    public void Bind(TableRow current)
    {
        row = current;
        for (var i = 0; i < unique.Length; i++)
            uniqueAt[i] = current.IndexOf(unique[i]);
        for (var i = 0; i < references.Length; i++)
            referenceAt[i] = current.IndexOf(references[i].Rule.Column);
    }

    /// <summary>Adds what the current row breaks. A key that is not there is another rule's matter.</summary>
    public void Row(List<CellFault> faults)
    {
        if (IsRepeated())
            faults.Add(new CellFault(string.Join('/', unique), RuleCodes.Unique, Severity.Reject, CellFault.Shorten(Key)));
        for (var i = 0; i < references.Length; i++)
        {
            if (row.Shared(referenceAt[i]) is not { } key || references[i].Keys.Contains(key))
                continue;
            var column = references[i].Rule.Column;
            faults.Add(
                new CellFault(
                    column,
                    RuleCodes.Reference,
                    references[i].Severity,
                    TableCatalogue.IsPersonal(rules.Table, column) ? "" : CellFault.Shorten(key)
                )
            );
        }
    }

    private bool IsRepeated()
    {
        switch (unique.Length)
        {
            case 0:
                return false;
            case 1:
                return row.Shared(uniqueAt[0]) is { } key && !(referred ?? single).Add(key);
            case 2:
                return row.Shared(uniqueAt[0]) is { } first && row.Shared(uniqueAt[1]) is { } second && !several.Add((first, second));
            default:
                return uniqueAt.All(column => !row.IsEmpty(column)) && !single.Add(string.Join('\u001f', uniqueAt.Select(row.Raw)));
        }
    }
}
