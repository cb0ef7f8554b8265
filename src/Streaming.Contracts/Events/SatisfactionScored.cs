using Streaming.Contracts.Rules;

namespace Streaming.Contracts.Events;

/// <summary>The score of one delivered order with everything that is needed to recompute it. Topic <c>satisfaction-scored</c>, key <see
/// cref="OrderId"/>.</summary>
public sealed record SatisfactionScored
{
    /// <summary>Stable: derived from order, order event and decision, so that the same decision has the same id.</summary>
    public required string EventId { get; init; }

    /// <summary>The version of the order event that was scored; above 1 this output replaces an earlier one of the order.</summary>
    public required int Version { get; init; }

    /// <summary>Stream time of the input: its own <c>recorded_at</c>.</summary>
    public required LocalTime RecordedAt { get; init; }

    public required string OrderId { get; init; }

    public required string OrderEventId { get; init; }

    public required LocalTime DeliveredAt { get; init; }

    /// <summary>Wall time of the scoring.</summary>
    public required DateTime ScoredAt { get; init; }

    /// <summary>Calibrated probability that the customer is satisfied, 0 to 1.</summary>
    public required double Probability { get; init; }

    /// <summary>Sum of the trees' leaves plus bias, before calibration, in log-odds of satisfied.</summary>
    public required double RawMargin { get; init; }

    /// <summary>GREEN, YELLOW or RED.</summary>
    public required string Tier { get; init; }

    /// <summary>Satisfied, Neutral or Dissatisfied.</summary>
    public required string Label { get; init; }

    public required string Action { get; init; }

    /// <summary>Strongest first.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>A review of this order was already in when it was delivered.</summary>
    public required bool AnsweredBeforeDelivery { get; init; }

    /// <summary>One 32-bit float per feature of the feature version, NaN = missing.</summary>
    public required IReadOnlyList<float> FeatureVector { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>SHA-256 of the artifact, 64 lower-case hexadecimal digits.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Number of the promotion that put the model into service.</summary>
    public required long DecisionNumber { get; init; }

    public required string PolicyVersion { get; init; }

    public required string FeatureVersion { get; init; }

    public required string InputTopic { get; init; }

    public required int InputPartition { get; init; }

    public required long InputOffset { get; init; }
}

/// <summary>One reason of a score: a feature that moved it away from satisfied.</summary>
/// <param name="Code">Stable code, for machines.</param>
/// <param name="Feature">The feature behind it.</param>
/// <param name="Text">In words, for people.</param>
/// <param name="Contribution">In log-odds of satisfied; negative pushes towards unsatisfied.</param>
public sealed record Reason(string Code, string Feature, string Text, double Contribution);
