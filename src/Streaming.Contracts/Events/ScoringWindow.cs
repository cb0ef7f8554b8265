namespace Streaming.Contracts.Events;

/// <summary>What one scorer instance did in one transaction: counts and histograms that add up across windows. Topic
/// <c>scoring-windows</c>, key <see cref="Instance"/>.</summary>
public sealed record ScoringWindow
{
    public required string EventId { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>Latest stream time among the scored orders.</summary>
    public required LocalTime RecordedAt { get; init; }

    public required string Instance { get; init; }

    /// <summary>Wall time of the first poll of the window.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>Wall time at which the window was closed.</summary>
    public required DateTime EndedAt { get; init; }

    /// <summary>Earliest stream time among the scored orders.</summary>
    public required LocalTime StreamFrom { get; init; }

    public required string ModelName { get; init; }

    public required string ModelSha256 { get; init; }

    public required long DecisionNumber { get; init; }

    public required string FeatureVersion { get; init; }

    public required long Scored { get; init; }

    public required long Green { get; init; }

    public required long Yellow { get; init; }

    public required long Red { get; init; }

    public required long AnsweredBeforeDelivery { get; init; }

    public required long DeadLettered { get; init; }

    /// <summary>Same order and event id again, or a lower version: ignored, counted.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Counts of the probability per bin of the artifact's reference.</summary>
    public required IReadOnlyList<long> ScoreHistogram { get; init; }

    /// <summary>One per feature of the artifact's reference.</summary>
    public required IReadOnlyList<FeatureHistogram> FeatureHistograms { get; init; }

    /// <summary>Events that the instance's histories left out since its window before, because they are older than everything remembered;
    /// null when not counted.</summary>
    public long? HistoryTooOld { get; init; }

    /// <summary>Events that came too late since the window before and count on a later day than their own; null when not counted.</summary>
    public long? HistoryLate { get; init; }

    /// <summary>Reviews that were refused since the window before and are in no history; null when not counted.</summary>
    public long? ReviewsRefused { get; init; }
}

/// <summary>Counts of one feature on the bins of the artifact's reference.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Counts">One count per bin, values present only.</param>
/// <param name="Missing">Values that were NaN.</param>
/// <param name="Unseen">Categories that the dictionary does not know (they reach the model as missing, and are counted here, not as
/// missing).</param>
public sealed record FeatureHistogram(string Feature, IReadOnlyList<long> Counts, long Missing, long Unseen);
