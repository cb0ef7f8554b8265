using System.ComponentModel.DataAnnotations;

namespace Streaming.Training.Candidates;

/// <summary>
/// Looks for a better setting of one candidate: the stated one and <see cref="Trials"/> drawn ones are fitted on the last rolling fold
/// alone, which lies before the test
/// slice, and the best on open orders there becomes the candidate. Counted in trials and not in seconds, so that it ends alike on every
/// machine.
/// </summary>
public sealed record SearchParameters
{
    /// <summary>Name of the candidate; empty for no search.</summary>
    public string Candidate { get; init; } = "";

    /// <summary>Settings drawn, 0 to 200; default 0.</summary>
    [Range(0, 200)]
    public int Trials { get; init; }

    /// <summary>Fewest leaves drawn, 2 to 64; default 5.</summary>
    [Range(2, 64)]
    public int LeavesFrom { get; init; } = 5;

    /// <summary>Most leaves drawn, 2 to 64; default 20.</summary>
    [Range(2, 64)]
    public int LeavesTo { get; init; } = 20;

    /// <summary>Lowest learning rate drawn, 0.001 to 1; default 0.04.</summary>
    [Range(0.001, 1.0)]
    public double LearningRateFrom { get; init; } = 0.04;

    /// <summary>Highest learning rate drawn, 0.001 to 1; default 0.09.</summary>
    [Range(0.001, 1.0)]
    public double LearningRateTo { get; init; } = 0.09;

    /// <summary>Smallest share of features drawn, 0.05 to 1; default 0.15.</summary>
    [Range(0.05, 1.0)]
    public double FeatureFractionFrom { get; init; } = 0.15;

    /// <summary>Largest share of features drawn, 0.05 to 1; default 0.5.</summary>
    [Range(0.05, 1.0)]
    public double FeatureFractionTo { get; init; } = 0.5;
}
