using Streaming.Contracts.Gates;

namespace Streaming.Training.Gates;

/// <summary>What the measurements lead to.</summary>
/// <param name="Outcome"><c>promoted</c>, <c>proposed</c> to a person, or <c>kept</c>: the champion stays.</param>
/// <param name="Candidate">Who is promoted or proposed, else the first by the chosen metric; empty when none can serve.</param>
/// <param name="Why">The gate or the policy that decided, in words.</param>
/// <param name="Gates">Of every candidate by name, in a fixed order.</param>
public sealed record PromotionDecision(
    string Outcome,
    string Candidate,
    string Why,
    IReadOnlyDictionary<string, IReadOnlyList<GateResult>> Gates
)
{
    public const string Promoted = "promoted";
    public const string Proposed = "proposed";
    public const string Kept = "kept";
}

/// <summary>What the gates look at of one model. Metrics are named population, dot, metric, as in the run's events.</summary>
public sealed record Measured
{
    /// <summary>Of the candidate or champion.</summary>
    public required string Name { get; init; }

    /// <summary>Of its artifact.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Labelled orders that it was fitted on.</summary>
    public required int FittedRows { get; init; }

    /// <summary>The chosen metric out of time before the test slice; null for the champion.</summary>
    public required double? RankedBy { get; init; }

    /// <summary>How large its trees may be.</summary>
    public required int LeavesPerTree { get; init; }

    /// <summary>On the test slice.</summary>
    public required IReadOnlyDictionary<string, Figure> Metrics { get; init; }

    /// <summary>Its metrics less those of another, by the other's name, on the same resamples.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, Figure>> Gains { get; init; }

    /// <summary>Why the artifact cannot be served; empty when its golden rows hold.</summary>
    public required string GoldenFault { get; init; }

    public Figure? Figure(string metric) => Metrics.GetValueOrDefault(metric);

    public double? Value(string metric) => Figure(metric)?.Value;

    /// <summary>Of a metric over another model or baseline.</summary>
    public Figure? Gain(string over, string metric) => Gains.GetValueOrDefault(over)?.GetValueOrDefault(metric);
}
