using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Streaming.Models.Forests;

namespace Streaming.Trainer.Fitting;

/// <summary>What ML.NET fitted, and its way into our own forest.</summary>
/// <remarks>
/// The families' own Platt step is a fixed formula; here it only says in which unit the raw score is, so that margins are log-odds of satisfied.
/// </remarks>
internal sealed class FittedTrees(MLContext context, ITransformer transformer, TreeEnsembleModelParametersBasedOnRegressionTree trees, PlattCalibrator unit, MissingEncoding encoding)
{
    /// <summary>Adds the trees at <paramref name="weight"/> of their size, so that several fits can be averaged.</summary>
    public void AddTo(ForestBuilder builder, double weight)
    {
        var ensemble = trees.TrainedTreeEnsemble;
        var scale = -unit.Slope * weight;
        builder.Bias += scale * ensemble.Bias - unit.Offset * weight;
        for (var i = 0; i < ensemble.Trees.Count; i++)
        {
            var tree = ensemble.Trees[i];
            var size = scale * ensemble.TreeWeights[i];
            var nodes = new TreeNode[tree.NumberOfNodes];
            for (var node = 0; node < nodes.Length; node++)
            {
                if (tree.CategoricalSplitFlags[node]) throw new TrainingException($"tree {i} splits on a set of categories, which an artifact cannot hold");
                int column = tree.NumericalSplitFeatureIndexes[node], left = tree.LeftChild[node], right = tree.RightChild[node];
                var threshold = tree.NumericalSplitThresholds[node];
                nodes[node] = new TreeNode(encoding.FeatureOf(column), encoding.Threshold(column, threshold), left, right, encoding.MissingGoesLeft(column, threshold));
            }

            builder.AddTree(nodes, [.. tree.LeafValues.Select(leaf => leaf * size)]);
        }
    }

    /// <summary>ML.NET's own raw scores of unencoded vectors, in log-odds of satisfied.</summary>
    public double[] Margins(IReadOnlyList<float[]> vectors)
    {
        var rows = vectors.Select(vector => new FitRow { Features = encoding.Encode(vector) });
        var scored = transformer.Transform(FitRow.View(context, rows, encoding.Width));
        return [.. scored.GetColumn<float>("Score").Select(raw => -unit.Slope * raw - unit.Offset)];
    }
}
