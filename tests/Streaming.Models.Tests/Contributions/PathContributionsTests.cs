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
            for (var i = 0; i < 200; i++)
            {
                var vector = RandomForests.Vector(random, forest.FeatureCount, forest);
                path.Attribute(vector, contributions);
                Assert.Equal(forest.Margin(vector), path.Base + contributions.Sum(), 9);
            }
        }
    }

    [Fact]
    public void each_branch_credits_its_feature_with_the_change_of_the_expected_leaf()
    {
        // Feature 0 parts 3 rows (leaf 4) from 1 row, which feature 1 sends to leaf 8 (not to 0): means 4, 8, root (3*4 + 1*8) / 4 = 5.
        var builder = new ForestBuilder(2);
        builder.AddTree([new TreeNode(0, 0, ~0, 1, true), new TreeNode(1, 0, ~1, ~2, true)], [4, 0, 8]);
        var path = new PathContributions(builder.Build([[-1, 0], [-1, 0], [-1, 0], [1, 1]]));
        var contributions = new double[2];
        Assert.Equal(5, path.Base);
        path.Attribute([-1, 0], contributions);
        Assert.Equal([-1, 0], contributions);
        path.Attribute([1, -1], contributions);
        Assert.Equal([3, -8], contributions);
    }

    [Fact]
    public void a_base_is_the_mean_margin_of_the_fitted_rows()
    {
        var random = new Random(5);
        float[][] rows = [.. Enumerable.Range(0, 300).Select(_ => RandomForests.Vector(random, 5, null))];
        var builder = new ForestBuilder(5) { Bias = 0.2 };
        builder.AddTree([new TreeNode(2, 0.5f, 1, ~0, true), new TreeNode(3, -1, ~1, ~2, false)], [0.5, -0.25, 0.125]);
        var forest = builder.Build(rows);
        Assert.Equal(rows.Average(row => forest.Margin(row)), new PathContributions(forest).Base, 12);
    }
}
