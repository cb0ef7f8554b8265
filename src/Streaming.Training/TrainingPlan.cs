using Streaming.Models.Policy;
using Streaming.Training.Gates;

namespace Streaming.Training;

/// <summary>What a training is to make, and how.</summary>
public sealed record TrainingPlan
{
    /// <summary>Name of the model's stream of decisions.</summary>
    public string ModelName { get; init; } = "customer-satisfaction";

    /// <summary>Start of every pseudo-random choice.</summary>
    public long Seed { get; init; } = 1;

    public TrainingParameters Parameters { get; init; } = new();

    /// <summary>The cuts that the artifacts carry.</summary>
    public TierPolicy Policy { get; init; } = TierPolicy.Default;

    /// <summary>When a candidate may become the champion.</summary>
    public PromotionParameters Promotion { get; init; } = new();
}
