namespace Streaming.Models.Forests;

/// <summary>The numbers of a forest, node by node and leaf by leaf; see <see cref="Forest"/> for what they mean.</summary>
public sealed record ForestArrays
{
    /// <summary>Floats in a vector.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>k of the grid 2^-k, 0 to 40.</summary>
    public required int GridBits { get; init; }

    /// <summary>Log-odds of satisfied before any tree.</summary>
    public required double Bias { get; init; }

    /// <summary>Per tree: its first node, or the complement of its only leaf.</summary>
    public required int[] Roots { get; init; }

    /// <summary>Per node: index in the vector.</summary>
    public required int[] Features { get; init; }

    /// <summary>Per node; -infinity sends every real number right.</summary>
    public required float[] Thresholds { get; init; }

    public required int[] Left { get; init; }

    public required int[] Right { get; init; }

    /// <summary>Per node: where a missing value goes.</summary>
    public required bool[] MissingLeft { get; init; }

    /// <summary>Per node: training rows that came by, at least 1.</summary>
    public required int[] NodeCovers { get; init; }

    /// <summary>Per leaf, in grid steps, log-odds of satisfied.</summary>
    public required int[] LeafValues { get; init; }

    /// <summary>Per leaf: training rows that ended here.</summary>
    public required int[] LeafCovers { get; init; }
}
