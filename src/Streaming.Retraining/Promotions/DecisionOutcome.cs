using Streaming.Contracts.Events;

namespace Streaming.Retraining.Promotions;

/// <summary>What a decision about a model has led to.</summary>
/// <param name="Record">The decision, as scorers read it.</param>
/// <param name="WasRecordedBefore">It was recorded by an earlier call that could not publish it; this one has published it and decided
/// nothing anew.</param>
/// <param name="Note">What did not work beside it and does not undo it; null as a rule.</param>
public sealed record DecisionOutcome(ModelPromoted Record, bool WasRecordedBefore, string? Note);
