using System.ComponentModel.DataAnnotations;

namespace Streaming.Training.Candidates;

/// <summary>How a candidate's trees are grown.</summary>
public enum CandidateFamily
{
    /// <summary>LightGBM: native code.</summary>
    LightGbm,

    /// <summary>ML.NET's boosted trees: managed code, runs wherever .NET runs.</summary>
    FastTree,

    /// <summary>ML.NET's averaged trees.</summary>
    FastForest,

    /// <summary>Logistic regression on every feature's own steps: no feature acts on another. The honest baseline among the
    /// candidates.</summary>
    Logistic,
}

/// <summary>One candidate. Settings that its family does not have are not read.</summary>
public sealed record CandidateParameters
{
    public CandidateFamily Family { get; init; } = CandidateFamily.LightGbm;

    /// <summary>Trees per forest, or rounds over all features of the logistic regression, 1 to 2000; default 300.</summary>
    [Range(1, 2000)]
    public int Trees { get; init; } = 300;

    /// <summary>Leaves per tree, 2 to 64; default 8: as good as 24 and cheaper to serve. Not logistic.</summary>
    [Range(2, 64)]
    public int LeavesPerTree { get; init; } = 8;

    /// <summary>Share of each correction that is kept, 0.001 to 1; default 0.06. Not fast_forest.</summary>
    [Range(0.001, 1.0)]
    public double LearningRate { get; init; } = 0.06;

    /// <summary>Share of the features that each tree may use, 0.05 to 1; default 0.3. Not logistic.</summary>
    [Range(0.05, 1.0)]
    public double FeatureFraction { get; init; } = 0.3;

    /// <summary>Share of the rows that each tree sees, 0.1 to 1; default 0.8. Not logistic.</summary>
    [Range(0.1, 1.0)]
    public double BaggingFraction { get; init; } = 0.8;

    /// <summary>Weight of the squared leaf in the loss, 0 to 1000; default 3. light_gbm and logistic only.</summary>
    [Range(0.0, 1000.0)]
    public double L2 { get; init; } = 3;

    /// <summary>Fewest rows in a leaf, 1 to 10000; default 60. Not logistic.</summary>
    [Range(1, 10_000)]
    public int MinimumRowsPerLeaf { get; init; } = 60;

    /// <summary>Bins per feature while fitting, 4 to 255, logistic at most 60 of them; default 127.</summary>
    [Range(4, 255)]
    public int MaximumBins { get; init; } = 127;

    /// <summary>Forests of different seeds whose margins are averaged, 1 to 5; default 1.</summary>
    [Range(1, 5)]
    public int Forests { get; init; } = 1;

    /// <summary>Weight of an unsatisfied customer in the fit beside 1 of a satisfied one, 0.1 to 20; default 1. The calibration, always
    /// fitted on unweighted outcomes, takes it out of the probability again.</summary>
    [Range(0.1, 20.0)]
    public double UnsatisfiedWeight { get; init; } = 1;

    /// <summary>The family's name in settings, reports and lineage.</summary>
    public static string NameOf(CandidateFamily family) =>
        family switch
        {
            CandidateFamily.LightGbm => "light_gbm",
            CandidateFamily.FastTree => "fast_tree",
            CandidateFamily.FastForest => "fast_forest",
            _ => "logistic",
        };
}
