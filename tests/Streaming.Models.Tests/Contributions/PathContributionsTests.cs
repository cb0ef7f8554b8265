using Streaming.Models.Contributions;
using Streaming.Models.Forests;
using Streaming.Models.Tests.Forests;
using Xunit;

namespace Streaming.Models.Tests.Contributions;

public sealed class PathContributionsTests
{
    [Fact]
    public void base_and_contributions_add_up_to_the_margin()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var forest = RandomForests.Forest(seed);
            var path = new PathContributions(forest);
            var random = new Random(seed);
            var contributions = new double[forest.FeatureCount];
            var leaves = new int[forest.TreeCount];
            for (var i = 0; i < 200; i++)
            {
                var vector = RandomForests.Vector(random, forest.FeatureCount, forest);
                var margin = forest.Margin(vector, leaves);
                path.Attribute(vector, leaves, contributions);
                Assert.Equal(margin, path.Base + contributions.Sum(), 14);
            }
        }
    }

    [Fact]
    public void each_branch_credits_its_feature_with_the_change_of_the_expected_leaf()
    {
        // Feature 0 parts 3 rows (leaf 4) from 1 row, which feature 1 sends to leaf 8 (not to 0): means 4, 8, root (3*4 + 1*8) / 4 = 5.
        var builder = new ForestBuilder(2);
        builder.AddTree([new TreeNode(0, 0, ~0, 1, true), new TreeNode(1, 0, ~1, ~2, true)], [4, 0, 8]);
        var forest = builder.Build([
            [-1, 0],
            [-1, 0],
            [-1, 0],
            [1, 1],
        ]);
        Assert.Equal(5, new PathContributions(forest).Base);
        Assert.Equal([-1, 0], Contributions(forest, [-1, 0]));
        Assert.Equal([3, -8], Contributions(forest, [1, -1]));
    }

    [Fact]
    public void a_base_is_the_mean_margin_of_the_fitted_rows()
    {
        var random = new Random(5);
        float[][] rows = [.. Enumerable.Range(0, 300).Select(_ => RandomForests.Vector(random, 5, null))];
        var builder = new ForestBuilder(5) { Bias = 0.2 };
        builder.AddTree([new TreeNode(2, 0.5f, 1, ~0, true), new TreeNode(3, -1, ~1, ~2, false)], [0.5, -0.25, 0.125]);
        var forest = builder.Build(rows);
        Assert.Equal(rows.Average(row => forest.Margin(row)), new PathContributions(forest).Base, Math.ScaleB(0.5, -forest.GridBits));
    }

    [Fact]
    public void a_feature_that_a_path_asks_twice_gets_the_sum()
    {
        // 0 and 1 part the rows into thirds: the mean 3 becomes 6 above 0 and 8 above 1.
        var builder = new ForestBuilder(1);
        builder.AddTree([new TreeNode(0, 0, ~0, 1, true), new TreeNode(0, 1, ~1, ~2, true)], [-3, 4, 8]);
        var forest = builder.Build([
            [0],
            [1],
            [2],
        ]);
        Assert.Equal(3, new PathContributions(forest).Base);
        Assert.Equal([5], Contributions(forest, [2]));
        Assert.Equal([-6], Contributions(forest, [float.NaN]));
    }

    private static double[] Contributions(Forest forest, float[] vector)
    {
        var (leaves, contributions) = (new int[forest.TreeCount], new double[forest.FeatureCount]);
        forest.Margin(vector, leaves);
        new PathContributions(forest).Attribute(vector, leaves, contributions);
        return contributions;
    }
}
