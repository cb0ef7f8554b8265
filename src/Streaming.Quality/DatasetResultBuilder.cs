using System.Globalization;
using Streaming.Contracts.Rules;
using Streaming.Quality.Tables;

namespace Streaming.Quality;

/// <summary>Gathers the checks of one data set and what their gates make of them.</summary>
internal sealed class DatasetResultBuilder(string dataset, long rows)
{
    private readonly List<CheckCount> checks = [];
    private readonly List<string> stops = [];
    private readonly List<string> flags = [];

    /// <summary>A rule that rows break.</summary>
    /// <param name="fault">How often, and where first.</param>
    /// <param name="gate">How often it may be.</param>
    /// <param name="exceeded">Decided elsewhere; null: by the count and the gate.</param>
    public void Add(FaultCount fault, Gate gate, bool? exceeded = null)
    {
        var isExceeded = exceeded ?? gate.IsExceeded(fault.Count, rows);
        var example = string.Create(
            CultureInfo.InvariantCulture,
            $"line {fault.Line}{(fault.Value.Length > 0 ? $": '{fault.Value}'" : "")}"
        );
        checks.Add(new CheckCount(fault.Code, fault.Column, fault.Severity.Name(), fault.Count, gate.Limit, isExceeded, example));
        if (isExceeded)
            Act(
                gate.Action,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{fault.Code}{(fault.Column.Length > 0 ? $" of {fault.Column}" : "")}: "
                        + $"{fault.Count:N0} of {rows:N0} ({(double)fault.Count / rows:P2}; first {example}), allowed: "
                        + $"{gate.Limit:P2}"
                )
            );
    }

    /// <summary>A rule about the whole data set.</summary>
    /// <param name="found">The figures, in words.</param>
    public void Add(string code, string column, long count, Gate gate, bool exceeded, string found)
    {
        checks.Add(new CheckCount(code, column, (exceeded ? Severity.Flag : Severity.Info).Name(), count, gate.Limit, exceeded, found));
        if (exceeded)
            Act(gate.Action, $"{code}{(column.Length > 0 ? $" of {column}" : "")}: {found}");
    }

    public DatasetResult Build() =>
        new(
            dataset,
            stops.Count > 0 ? DatasetOutcome.Rejected
                : flags.Count > 0 ? DatasetOutcome.Flagged
                : DatasetOutcome.Passed,
            rows,
            checks,
            stops,
            flags
        );

    private void Act(GateAction action, string problem) => (action == GateAction.Stop ? stops : flags).Add($"{dataset}, {problem}");
}
