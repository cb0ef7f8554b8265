using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Marketplace;
using Streaming.Marketplace.Tables;

namespace Streaming.Quality.Tables;

/// <summary>Holds each row of one table against its rules: all that is wrong with a row is found at once.</summary>
internal sealed class RowScan : IRowScan
{
    private const string PostalCodes = "_zip_code_prefix";

    private readonly TableRules rules;
    private readonly double unreadableLimit;
    private readonly ColumnRule[] columns;
    private readonly KnownColumn?[] known;
    private readonly int[] at;
    private readonly CellFault?[] emptyFaults;
    private readonly FaultTally tally;
    private readonly List<CellFault> faults = [];
    private readonly KeyRules keys;
    private readonly LocalTime?[] times;
    private readonly bool[] isPostalCode;
    private readonly int[] timeOrder;
    private readonly int fresh;
    private readonly int status;
    private readonly int delivered;
    private TableRow row = null!;
    private long rows,
        cells,
        emptyCells,
        unreadable;
    private (int Line, string? Column, string Value, string Rule)? firstUnreadable;

    // a single row of the far future must not make old tables look fresh, nor all others old
    private readonly LatestTimes<byte> latest = new(FutureEvents.WidestGapMilliseconds);

    public RowScan(TableRules rules, double unreadableLimit, Dictionary<(string Table, string Column), HashSet<string>> tableKeys)
    {
        this.rules = rules;
        this.unreadableLimit = unreadableLimit;
        columns = [.. rules.Columns];
        known = [.. columns.Select(column => TableCatalogue.Find(rules.Table, column.Name))];
        at = new int[columns.Length];
        times = new LocalTime?[columns.Length];
        isPostalCode = [.. columns.Select(column => column.Name.EndsWith(PostalCodes, StringComparison.Ordinal))];
        emptyFaults = [.. columns.Select((column, i) => EmptyFault(column, known[i]))];
        tally = new FaultTally(rules.Table);
        keys = new KeyRules(rules, tableKeys);
        timeOrder = [.. (rules.TimeOrder?.Columns ?? []).Select(IndexOf)];
        fresh = rules.Freshness is { } rule ? IndexOf(rule.Column) : -1;
        status = IndexOf("order_status");
        delivered = IndexOf("order_delivered_customer_date");
    }

    public IEnumerable<string> ColumnsBeyond(IReadOnlyCollection<string> converted) =>
        columns.Select(column => column.Name).Where(name => !converted.Contains(name));

    public void Bind(TableRow current)
    {
        row = current;
        for (var i = 0; i < columns.Length; i++)
            at[i] = current.IndexOf(columns[i].Name);
        keys.Bind(current);
    }

    public void Row()
    {
        rows++;
        faults.Clear();
        var undecodable = false;
        for (var i = 0; i < columns.Length; i++)
            undecodable |= !Cell(i);
        if (undecodable)
            unreadable++;
        TimeOrder();
        if (status >= 0 && times[delivered] is null && RowConversion.Status(row, at[status]) == "delivered")
            faults.Add(new CellFault(columns[delivered].Name, RuleCodes.NoDeliveryTime, Severity.Reject, ""));
        if (fresh >= 0 && times[fresh] is { } time)
            latest.Add(time, 0);
        keys.Row(faults);
        if (faults.Count > 0)
            tally.Add(row.Line, keys.Key, faults);
    }

    public void Unreadable(int line, string found, string rule)
    {
        rows++;
        unreadable++;
        firstUnreadable ??= (line, null, found, rule);
        tally.Add(line, "", [new CellFault("", RuleCodes.Unreadable, Severity.Reject, found)]);
    }

    public void End(string path)
    {
        if (firstUnreadable is { } first && unreadable > unreadableLimit * rows)
            throw new TableException(
                path,
                first.Line,
                first.Column,
                first.Value,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{first.Rule}; {unreadable} of {rows} rows cannot be read like this one ({(double)unreadable / rows:P2}), allowed: "
                        + $"{unreadableLimit:P2}"
                )
            );
    }

    public TableReport Report() =>
        new()
        {
            Table = rules.Table,
            Rows = rows,
            Cells = cells,
            EmptyCells = emptyCells,
            Newest = latest.Read()?.Latest,
            Faults = tally.Counts,
            Found = tally.Found,
            Findings = tally.Findings,
        };

    /// <returns>Whether the cell is empty or of its kind.</returns>
    private bool Cell(int i)
    {
        var column = columns[i];
        times[i] = null;
        if (!column.Values.MayBeNull)
            cells++;
        if (column.Kind == ColumnKind.Text ? row.IsMissing(at[i]) : row.IsEmpty(at[i]))
        {
            if (column.Values.MayBeNull)
                return true;
            emptyCells++;
            faults.Add(emptyFaults[i]!);
            return true;
        }

        ValueFault fault;
        switch (column.Kind)
        {
            case ColumnKind.Text:
                fault = column.Values.OneOf is null ? ValueFault.None : column.Values.Judge(row.Shared(at[i]));
                break;
            case ColumnKind.Whole:
                if (!(isPostalCode[i] ? row.TryPostalCode(at[i], out var whole) : row.TryInteger(at[i], out whole)))
                    return Undecodable(i, "must be a whole number");
                fault = column.Values.Judge(whole);
                break;
            case ColumnKind.Number:
                if (!row.TryNumber(at[i], out var number))
                    return Undecodable(i, "must be a number like 1234.56");
                fault = column.Values.Judge(number);
                break;
            default:
                if (!row.TryTime(at[i], out var time))
                    return Undecodable(i, TableTime.Rule);
                times[i] = time;
                fault = ValueFault.None;
                break;
        }

        if (fault != ValueFault.None)
            faults.Add(new CellFault(column.Name, fault.Code(), column.Severity, Shown(i)));
        return true;
    }

    private bool Undecodable(int i, string rule)
    {
        firstUnreadable ??= (row.Line, columns[i].Name, Shown(i), rule);
        faults.Add(
            new CellFault(
                columns[i].Name,
                RuleCodes.Type,
                known[i] is { IsRequired: true } ? Severity.Reject : columns[i].Severity,
                Shown(i)
            )
        );
        return false;
    }

    private void TimeOrder()
    {
        LocalTime? before = null;
        foreach (var i in timeOrder)
        {
            if (times[i] is not { } time)
                continue;
            if (time < before)
                faults.Add(new CellFault(columns[i].Name, RuleCodes.TimeOrder, Severity.Flag, time.ToString()));
            before = time;
        }
    }

    private string Shown(int i) => TableCatalogue.IsPersonal(rules.Table, columns[i].Name) ? "" : CellFault.Shorten(row.Raw(at[i]));

    private int IndexOf(string column) => Array.FindIndex(columns, rule => rule.Name == column);

    private static CellFault EmptyFault(ColumnRule column, KnownColumn? known) =>
        known switch
        {
            { IsRequired: true, Name: "review_answer_timestamp" } => new CellFault(
                column.Name,
                RuleCodes.NoAnswerTime,
                Severity.Reject,
                ""
            ),
            { IsRequired: true, Kind: ColumnKind.Text } => new CellFault(column.Name, RuleCodes.NoKey, Severity.Reject, ""),
            { IsRequired: true } => new CellFault(column.Name, RuleCodes.Null, Severity.Reject, ""),
            _ => new CellFault(column.Name, RuleCodes.Null, column.Severity, ""),
        };
}
