using System.Globalization;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;

namespace Streaming.Console.Pages.Models;

/// <summary>Gates as sentences with their figures, what stands against a model first.</summary>
public static class GateFormatter
{
    private static readonly (string Ending, string Words)[] Relations =
    [
        (": at least the limit", "must be at least"),
        (": at most the limit", "must be at most"),
        (": above the limit", "must be above"),
    ];

    /// <summary>Failed, then waiting, then passed; each in the order of the judgement.</summary>
    public static IReadOnlyList<GateResult> Ordered(IEnumerable<GateResult> gates) =>
        [
            .. gates.OrderBy(gate =>
                gate.Failed ? 0
                : gate.Waiting ? 1
                : 2
            ),
        ];

    public static string Class(GateResult gate) =>
        gate.Passed ? "good"
        : gate.Waiting ? "warn"
        : "bad";

    public static string State(GateResult gate) =>
        gate.Passed ? "passed"
        : gate.Waiting ? "waits"
        : "failed";

    /// <summary>Such as <c>gain of PR-AUC over the champion on open orders, at least: -0.012; must be above -0.010</c>.</summary>
    public static string Of(GateResult gate)
    {
        var rule = gate.Rule;
        foreach (var (ending, words) in Relations)
        {
            var at = rule.IndexOf(ending, StringComparison.Ordinal);
            if (at < 0 || gate.Limit is not { } limit)
                continue;
            return $"{Plain(rule[..at])}: {Number(gate.Value)}; {words} {Number(limit)}{rule[(at + ending.Length)..]}";
        }

        var value = gate.Value is null ? "" : $": {Number(gate.Value)}";
        var allowed = gate.Limit is { } bound ? $", limit {Number(bound)}" : "";
        return Plain(rule) + value + allowed;
    }

    /// <summary>Orders are whole, shares and metrics have three digits.</summary>
    public static string Number(double? value) =>
        value switch
        {
            null => "undefined",
            { } number when Math.Abs(number) >= 100 || number == Math.Round(number) => number.ToString("N0", CultureInfo.InvariantCulture),
            { } number when Math.Abs(number) >= 10 => number.ToString("0.0", CultureInfo.InvariantCulture),
            { } number when Math.Abs(number) < 0.0005 => number.ToString("0.######", CultureInfo.InvariantCulture),
            { } number => number.ToString("0.000", CultureInfo.InvariantCulture),
        };

    /// <summary>Such as <c>1 of 25 failed</c>.</summary>
    public static string Summary(IReadOnlyList<GateResult> gates)
    {
        var (failed, waiting) = (gates.Count(gate => gate.Failed), gates.Count(gate => gate.Waiting));
        if (failed > 0)
            return $"{failed} of {gates.Count} failed";
        return waiting > 0
            ? $"{waiting} of {gates.Count} {(waiting == 1 ? "waits" : "wait")} for enough rows"
            : $"all {gates.Count} passed";
    }

    public static string SummaryClass(IReadOnlyList<GateResult> gates) =>
        gates.Any(gate => gate.Failed) ? "bad"
        : gates.Any(gate => gate.Waiting) ? "warn"
        : "good";

    private static string Plain(string rule) =>
        rule.Replace("lower end of the gain of pr_auc", "gain of PR-AUC, at least,", StringComparison.Ordinal)
            .Replace("lower end of the gain of roc_auc", "gain of ROC-AUC, at least,", StringComparison.Ordinal);
}
