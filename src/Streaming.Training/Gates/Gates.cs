using System.Globalization;
using Streaming.Contracts.Gates;

namespace Streaming.Training.Gates;

/// <summary>
/// Single gates: passed, failed, or waiting for enough rows. What is not defined fails; what cannot be judged yet never passes.
/// </summary>
internal static class Gates
{
    public static GateResult AtLeast(string gate, double? value, double limit, string what) =>
        new(gate, value >= limit, value, limit, $"{what}: at least the limit");

    public static GateResult AtMost(string gate, double? value, double limit, string what) =>
        new(gate, value <= limit, value, limit, $"{what}: at most the limit");

    public static GateResult Above(string gate, double? value, double limit, string what) =>
        new(gate, value > limit, value, limit, $"{what}: above the limit");

    /// <summary>Not passed either, but another week may show it: a person may decide before that.</summary>
    public static GateResult Waiting(this GateResult gate, string why) =>
        gate with
        {
            Passed = false,
            Waiting = true,
            Rule = $"{gate.Rule}; waits for enough rows: {why}",
        };

    /// <summary>A gate that failed where so few rows cannot yet tell; one that passed stays.</summary>
    public static GateResult WaitingWhen(this GateResult gate, bool undecided, string why) =>
        gate.Passed || !undecided ? gate : gate.Waiting(why);

    /// <summary>What failed or waits, in words with its figures.</summary>
    public static string Describe(this GateResult gate)
    {
        if (gate.Limit is not { } limit)
            return $"{gate.Gate} ({gate.Rule})";
        var value = gate.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "undefined";
        return Text($"{gate.Gate} ({gate.Rule}; it is {value}, the limit {limit:0.####})");
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
