using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Streaming.Models.Forests;

namespace Streaming.Training.Fitting;

/// <summary>The trees of an ensemble, and what their sum means.</summary>
/// <param name="Trees">One after the other.</param>
/// <param name="Weights">One per tree.</param>
/// <param name="Bias">Raw score before any tree.</param>
/// <param name="Scale">Log-odds of satisfied per unit of the raw score.</param>
/// <param name="Offset">Log-odds of satisfied at a raw score of 0.</param>
internal sealed record RawTrees(
    IReadOnlyList<RegressionTreeBase> Trees,
    IReadOnlyList<double> Weights,
    double Bias,
    double Scale,
    double Offset
);

/// <summary>Trees that ML.NET fitted, and their way into our own forest.</summary>
/// <param name="context">The context of the fit.</param>
/// <param name="transformer">ML.NET's own evaluation.</param>
/// <param name="raw">The trees.</param>
/// <param name="encoding">Of the rows that were fitted.</param>
internal sealed class FittedTrees(MLContext context, ITransformer transformer, RawTrees raw, MissingEncoding encoding) : IFittedModel
{
    public void AddTo(ForestBuilder builder, double weight)
    {
        var (trees, treeWeights, bias, scale, offset) = raw;
        builder.Bias += (scale * bias + offset) * weight;
        for (var i = 0; i < trees.Count; i++)
        {
            var tree = trees[i];
            var size = scale * weight * treeWeights[i];
            var nodes = new TreeNode[tree.NumberOfNodes];
            for (var node = 0; node < nodes.Length; node++)
            {
                if (tree.CategoricalSplitFlags[node])
                    throw new TrainingException($"tree {i} splits on a set of categories, which an artifact cannot hold");
                int column = tree.NumericalSplitFeatureIndexes[node],
                    left = tree.LeftChild[node],
                    right = tree.RightChild[node];
                var threshold = tree.NumericalSplitThresholds[node];
                nodes[node] = new TreeNode(
                    encoding.FeatureOf(column),
                    encoding.Threshold(column, threshold),
                    left,
                    right,
                    encoding.MissingGoesLeft(column, threshold)
                );
            }

            builder.AddTree(nodes, [.. tree.LeafValues.Select(leaf => leaf * size)]);
        }
    }

    public double[] Margins(IReadOnlyList<float[]> vectors)
    {
        var rows = vectors.Select(vector => new FitRow { Features = encoding.Encode(vector) });
        var scored = transformer.Transform(FitRow.View(context, rows, encoding.Width));
        return [.. scored.GetColumn<float>("Score").Select(score => raw.Scale * score + raw.Offset)];
    }
}
