namespace Streaming.Scorer.ModelSwap;

/// <summary>What is needed to know which model serves, and to have it.</summary>
/// <param name="Artifacts">Where models come from.</param>
/// <param name="Decisions">The audit trail's decisions; null where there is none: then the topic alone counts.</param>
public sealed record ModelSource(ArtifactCache Artifacts, DecisionSource? Decisions);
