using Streaming.Contracts.Events;

namespace Streaming.Scorer.ModelSwap;

/// <summary>Every decision about a model that the audit trail knows, in any order; none for an unknown name.</summary>
/// <exception cref="Exception">The trail cannot be asked: that may pass.</exception>
public delegate Task<IReadOnlyList<ModelPromoted>> DecisionSource(string modelName, CancellationToken cancellation);
