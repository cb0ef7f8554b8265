namespace Streaming.Models.Forests;

/// <summary>From the root down, branch by branch, tree after tree: the scalar reference of every other kernel, for forests of any
/// shape.</summary>
internal sealed class TreeWalk(ForestArrays arrays) : IForestKernel
{
    public int Evaluate(ReadOnlySpan<float> vector, Span<int> leaves)
    {
        int[] roots = arrays.Roots,
            features = arrays.Features,
            left = arrays.Left,
            right = arrays.Right,
            values = arrays.LeafValues;
        var thresholds = arrays.Thresholds;
        var missingLeft = arrays.MissingLeft;
        var sum = 0;
        for (var tree = 0; tree < roots.Length; tree++)
        {
            var node = roots[tree];
            while (node >= 0)
            {
                var value = vector[features[node]];
                var goesLeft = float.IsNaN(value) ? missingLeft[node] : value <= thresholds[node];
                node = goesLeft ? left[node] : right[node];
            }

            leaves[tree] = ~node;
            sum += values[~node];
        }

        return sum;
    }
}
