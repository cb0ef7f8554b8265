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
    private readonly double step;

    /// <exception cref="ArgumentException">A child, feature or length is out of place, a threshold is NaN, or the leaves could overflow 32 bits.</exception>
    public Forest(ForestArrays arrays)
    {
        ForestRules.Check(arrays);
        this.arrays = arrays;
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

    /// <summary>Sum of the leaves that the vector reaches, in grid steps. The scalar reference of every other kernel; allocates nothing.</summary>
    public int Sum(ReadOnlySpan<float> vector)
    {
        if (vector.Length != arrays.FeatureCount) ForestRules.ThrowLength(vector.Length, arrays.FeatureCount);
        int[] roots = arrays.Roots, features = arrays.Features, left = arrays.Left, right = arrays.Right, leaves = arrays.LeafValues;
        var thresholds = arrays.Thresholds;
        var missingLeft = arrays.MissingLeft;
        var sum = 0;
        foreach (var root in roots)
        {
            var node = root;
            while (node >= 0)
            {
                var value = vector[features[node]];
                var goesLeft = float.IsNaN(value) ? missingLeft[node] : value <= thresholds[node];
                node = goesLeft ? left[node] : right[node];
            }

            sum += leaves[~node];
        }

        return sum;
    }

    /// <summary>Index of the leaf that the vector reaches in one tree.</summary>
    public int LeafOf(int tree, ReadOnlySpan<float> vector)
    {
        var node = arrays.Roots[tree];
        while (node >= 0)
        {
            var value = vector[arrays.Features[node]];
            var goesLeft = float.IsNaN(value) ? arrays.MissingLeft[node] : value <= arrays.Thresholds[node];
            node = goesLeft ? arrays.Left[node] : arrays.Right[node];
        }

        return ~node;
    }
}
