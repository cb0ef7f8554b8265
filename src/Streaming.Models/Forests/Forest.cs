using System.Buffers;

namespace Streaming.Models.Forests;

/// <summary>
/// Gradient-boosted trees as flat arrays. Immutable and thread-safe.
/// Branch rule: a value goes left when <c>value &lt;= threshold</c>, else right; a NaN goes where the node's missing direction says.
/// </summary>
/// <remarks>
/// Leaves are whole numbers of 2^-<see cref="GridBits"/>, so the sum over trees is exact in any order: a faster kernel that walks
/// the trees differently must return the same bits. A child index at or above 0 is a node, below 0 the bitwise complement of a leaf index.
/// </remarks>
public sealed class Forest
{
    private readonly ForestArrays arrays;
    private readonly IForestKernel kernel;
    private readonly double step;

    /// <exception cref="ArgumentException">A child, feature or length is out of place, a threshold is NaN, or the leaves could overflow 32
    /// bits.</exception>
    public Forest(ForestArrays arrays)
    {
        ForestRules.Check(arrays);
        this.arrays = arrays;
        kernel = Kernel(arrays);
        step = Math.ScaleB(1.0, -arrays.GridBits);
    }

    public int TreeCount => arrays.Roots.Length;

    public int NodeCount => arrays.Features.Length;

    public int LeafCount => arrays.LeafValues.Length;

    /// <summary>How many floats a vector has.</summary>
    public int FeatureCount => arrays.FeatureCount;

    /// <summary>k: leaf values are multiples of 2^-k.</summary>
    public int GridBits => arrays.GridBits;

    /// <summary>Log-odds of satisfied before any tree.</summary>
    public double Bias => arrays.Bias;

    /// <summary>The arrays themselves, for other kernels, attribution and storage; not to be written to.</summary>
    public ForestArrays Arrays => arrays;

    /// <summary>Bias plus leaves, in log-odds of satisfied.</summary>
    public double Margin(ReadOnlySpan<float> vector) => arrays.Bias + Sum(vector) * step;

    /// <summary>The margin, and the leaf of each tree that it comes from.</summary>
    /// <param name="vector">One value per feature.</param>
    /// <param name="leaves">One place per tree; receives indices of <see cref="ForestArrays.LeafValues"/>.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public double Margin(ReadOnlySpan<float> vector, Span<int> leaves) => arrays.Bias + Sum(vector, leaves) * step;

    /// <summary>Sum of the leaves that the vector reaches, in grid steps. Allocates nothing after warm-up.</summary>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    public int Sum(ReadOnlySpan<float> vector)
    {
        var rented = ArrayPool<int>.Shared.Rent(TreeCount);
        var sum = Sum(vector, rented.AsSpan(0, TreeCount));
        ArrayPool<int>.Shared.Return(rented);
        return sum;
    }

    private int Sum(ReadOnlySpan<float> vector, Span<int> leaves)
    {
        if (vector.Length != arrays.FeatureCount)
            ForestRules.ThrowLength(vector.Length, arrays.FeatureCount);
        if (leaves.Length != TreeCount)
            ForestRules.ThrowLeaves(leaves.Length, TreeCount);
        return kernel.Evaluate(vector, leaves);
    }

    /// <summary>The narrowest masks that hold the largest tree, so that they stay in the nearest cache.</summary>
    private static IForestKernel Kernel(ForestArrays arrays)
    {
        var layout = new BitVectorLayout(arrays);
        return !layout.Fits ? new TreeWalk(arrays)
            : layout.LargestTree <= 8 ? new BitVectors<byte>(layout)
            : new BitVectors<ulong>(layout);
    }
}
