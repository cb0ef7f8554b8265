using Streaming.Models.Forests;

namespace Streaming.Models.Contributions;

/// <summary>
/// Attribution along the decision path: each branch credits its feature with the change of the expected leaf, weighted by training rows.
/// Additive, and fast enough for every order.
/// </summary>
/// <remarks>
/// Not Shapley values: where two features act together, the one nearer to the leaf receives more of the credit. The order of the
/// strongest reasons is usually, not always, that of exact TreeSHAP, which can take this place behind <see cref="IContributions"/>.
/// </remarks>
public sealed class PathContributions : IContributions
{
    private readonly ForestArrays arrays;
    private readonly double[] nodeMeans;
    private readonly double step;

    public PathContributions(Forest forest)
    {
        arrays = forest.Arrays;
        step = Math.ScaleB(1.0, -arrays.GridBits);
        nodeMeans = new double[arrays.Features.Length];
        var sum = arrays.Bias;
        foreach (var root in arrays.Roots) sum += Fill(root).Mean;
        Base = sum;
    }

    public double Base { get; }

    public void Attribute(ReadOnlySpan<float> vector, Span<double> contributions)
    {
        contributions.Clear();
        foreach (var root in arrays.Roots)
        {
            var node = root;
            while (node >= 0)
            {
                var feature = arrays.Features[node];
                var value = vector[feature];
                var goesLeft = float.IsNaN(value) ? arrays.MissingLeft[node] : value <= arrays.Thresholds[node];
                var child = goesLeft ? arrays.Left[node] : arrays.Right[node];
                contributions[feature] += Mean(child) - nodeMeans[node];
                node = child;
            }
        }
    }

    private double Mean(int at) => at >= 0 ? nodeMeans[at] : arrays.LeafValues[~at] * step;

    private (double Mean, double Cover) Fill(int at)
    {
        if (at < 0) return (arrays.LeafValues[~at] * step, arrays.LeafCovers[~at]);
        var left = Fill(arrays.Left[at]);
        var right = Fill(arrays.Right[at]);
        var cover = left.Cover + right.Cover;

        // A branch that no training row reached (possible on the rows of an older data set) has no weights: its children count alike.
        nodeMeans[at] = cover > 0 ? (left.Mean * left.Cover + right.Mean * right.Cover) / cover : (left.Mean + right.Mean) / 2;
        return (nodeMeans[at], cover);
    }
}
