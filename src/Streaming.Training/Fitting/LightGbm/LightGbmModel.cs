using Streaming.Models.Forests;

namespace Streaming.Training.Fitting.LightGbm;

/// <summary>Trees that LightGBM fitted, as the text that it writes of them, and their way into our own forest.</summary>
/// <remarks>Holds nothing native: for its own evaluation LightGBM reads the text again.</remarks>
internal sealed class LightGbmModel(string text, MissingEncoding encoding) : IFittedModel
{
    private readonly IReadOnlyList<TreeText> trees = TreeText.All(text);

    public void AddTo(ForestBuilder builder, double weight)
    {
        foreach (var tree in trees)
        {
            var nodes = new TreeNode[tree.Thresholds.Count];
            for (var node = 0; node < nodes.Length; node++)
            {
                var (column, threshold) = (tree.Columns[node], RoundedDown(tree.Thresholds[node]));
                if (column >= encoding.Width)
                    throw new TrainingException($"a tree of LightGBM's branches on column {column}; fitted were {encoding.Width}");
                nodes[node] = new TreeNode(
                    encoding.FeatureOf(column),
                    encoding.Threshold(column, threshold),
                    tree.Left[node],
                    tree.Right[node],
                    encoding.MissingGoesLeft(column, threshold)
                );
            }

            builder.AddTree(nodes, [.. tree.Leaves.Select(leaf => leaf * weight)]);
        }
    }

    public double[] Margins(IReadOnlyList<float[]> vectors)
    {
        using var booster = Booster.Load(text);
        return booster.RawScores(BinnedRows.FlatOf([.. vectors.Select(encoding.Encode)], encoding.Width), encoding.Width);
    }

    /// <summary>The largest float that is not above it: the same floats are at most the one and at most the other.</summary>
    public static float RoundedDown(double threshold)
    {
        var near = (float)threshold;
        return near > threshold ? MathF.BitDecrement(near) : near;
    }
}
