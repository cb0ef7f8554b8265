using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Rules;

namespace Streaming.Quality.Tables;

/// <summary>Asks the gates of <c>schema.yaml</c> about what the reading of the tables has found.</summary>
public static class TableExpectations
{
    /// <summary>One result for each table, in their order.</summary>
    public static IReadOnlyList<DatasetResult> Evaluate(IReadOnlyList<TableReport> reports, MarketSchema schema)
    {
        LocalTime? clock = reports.Max(report => report.Newest);
        return [.. reports.Select(report => Evaluate(report, schema.Tables[report.Table], clock))];
    }

    private static DatasetResult Evaluate(TableReport report, TableRules rules, LocalTime? clock)
    {
        var result = new DatasetResultBuilder(report.Table, report.Rows);
        foreach (var fault in report.Faults)
            result.Add(fault, rules.GateOf(fault.Column, fault.Code));
        result.Add(
            RuleCodes.Rows,
            "",
            report.Rows,
            new Gate(0, rules.Rows.Action),
            report.Rows < rules.Rows.Least,
            string.Create(CultureInfo.InvariantCulture, $"{report.Rows:N0} rows, allowed: {rules.Rows.Least:N0} or more")
        );
        if (rules.Nulls is { } nulls)
        {
            var share = report.Cells > 0 ? (double)report.EmptyCells / report.Cells : 0;
            result.Add(
                RuleCodes.NullShare,
                "",
                report.EmptyCells,
                nulls,
                nulls.IsExceeded(report.EmptyCells, report.Cells),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.EmptyCells:N0} of {report.Cells:N0} cells are empty ({share:P2}), allowed: {nulls.Limit:P2}"
                )
            );
        }

        if (rules.Freshness is { } fresh && clock is { } now)
        {
            var behind = report.Newest is { } newest
                ? (double)(now.Milliseconds - newest.Milliseconds) / LocalTime.MillisecondsPerDay
                : double.PositiveInfinity;
            result.Add(
                RuleCodes.Freshness,
                fresh.Column,
                behind > fresh.Days ? 1 : 0,
                new Gate(0, fresh.Action),
                behind > fresh.Days,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"newest {report.Newest?.ToString() ?? "none"}, {behind:0.#} days behind {now}, allowed: {fresh.Days}"
                )
            );
        }

        return result.Build();
    }
}
