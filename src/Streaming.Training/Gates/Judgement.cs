using Streaming.Contracts.Gates;

namespace Streaming.Training.Gates;

/// <summary>What the measurements lead to.</summary>
/// <param name="Outcome"><c>promoted</c>, <c>proposed</c> to a person, or <c>kept</c>: the champion stays.</param>
/// <param name="Candidate">Who is promoted or proposed, else the first by the chosen metric; empty when none can serve.</param>
/// <param name="Why">The gate or the policy that decided, in words.</param>
/// <param name="Gates">Of every candidate by name, in a fixed order.</param>
public sealed record Judgement(string Outcome, string Candidate, string Why, IReadOnlyDictionary<string, IReadOnlyList<GateResult>> Gates)
{
    public const string Promoted = "promoted";
    public const string Proposed = "proposed";
    public const string Kept = "kept";
}

/// <summary>What the gates look at of one model. Metrics are named population, dot, metric, as in the run's events.</summary>
/// <param name="Name">Of the candidate or champion.</param>
/// <param name="Sha256">Of its artifact.</param>
/// <param name="FittedRows">Labelled orders that it was fitted on.</param>
/// <param name="RankedBy">The chosen metric out of time before the test slice; null for the champion.</param>
/// <param name="LeavesPerTree">How large its trees may be.</param>
/// <param name="Metrics">On the test slice.</param>
/// <param name="Gains">Its metrics less those of another, by the other's name, on the same resamples.</param>
/// <param name="GoldenFault">Why the artifact cannot be served; empty when its golden rows hold.</param>
public sealed record Measured(
    string Name,
    string Sha256,
    int FittedRows,
    double? RankedBy,
    int LeavesPerTree,
    IReadOnlyDictionary<string, Figure> Metrics,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, Figure>> Gains,
    string GoldenFault
)
{
    public Figure? Figure(string metric) => Metrics.GetValueOrDefault(metric);

    public double? Value(string metric) => Figure(metric)?.Value;

    /// <summary>Of a metric over another model or baseline.</summary>
    public Figure? Gain(string over, string metric) => Gains.GetValueOrDefault(over)?.GetValueOrDefault(metric);
}
