using Streaming.Models.Forests;
using Xunit;

namespace Streaming.Models.Tests.Forests;

public sealed class ForestTests
{
    [Fact]
    public void equals_the_naive_double_loop_bit_for_bit_on_awkward_values_and_thresholds()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var forest = RandomForests.Forest(seed);
            var random = new Random(seed);
            for (var i = 0; i < 500; i++)
            {
                var vector = RandomForests.Vector(random, forest.FeatureCount, forest);
                Assert.Equal(
                    BitConverter.DoubleToInt64Bits(NaiveForest.Margin(forest.Arrays, vector)),
                    BitConverter.DoubleToInt64Bits(forest.Margin(vector))
                );
            }
        }
    }

    [Theory]
    [InlineData(1.5f, -1)]
    [InlineData(1.4999999f, -1)]
    [InlineData(1.5000001f, 1)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.NegativeInfinity, -1)]
    public void a_value_goes_left_up_to_and_at_the_threshold(float value, double expected) =>
        Assert.Equal(expected, Stump(1.5f, missingLeft: true).Margin([value]));

    [Fact]
    public void minus_zero_is_zero()
    {
        Assert.Equal(-1, Stump(0f, missingLeft: false).Margin([-0f]));
        Assert.Equal(-1, Stump(-0f, missingLeft: false).Margin([0f]));
    }

    [Fact]
    public void a_missing_value_follows_the_missing_direction()
    {
        Assert.Equal(-1, Stump(1.5f, missingLeft: true).Margin([float.NaN]));
        Assert.Equal(1, Stump(1.5f, missingLeft: false).Margin([float.NaN]));
    }

    [Fact]
    public void a_threshold_of_minus_infinity_parts_missing_from_present()
    {
        var forest = Stump(float.NegativeInfinity, missingLeft: true);
        Assert.Equal(-1, forest.Margin([float.NaN]));
        Assert.Equal(1, forest.Margin([float.MinValue]));
    }

    [Fact]
    public void trees_in_another_order_give_the_same_bits()
    {
        var forest = RandomForests.Forest(3);
        var turned = new Forest(forest.Arrays with { Roots = [.. forest.Arrays.Roots.Reverse()] });
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var vector = RandomForests.Vector(random, forest.FeatureCount, forest);
            Assert.Equal(forest.Sum(vector), turned.Sum(vector));
        }
    }

    [Fact]
    public void scoring_allocates_nothing()
    {
        var forest = RandomForests.Forest(1);
        var vector = RandomForests.Vector(new Random(1), forest.FeatureCount, forest);
        forest.Margin(vector);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            forest.Margin(vector);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void a_vector_of_another_length_is_refused_with_both_lengths()
    {
        var refused = Assert.Throws<ArgumentException>(() => Stump(0, true).Margin(new float[2]));
        Assert.Contains("2 values", refused.Message);
        Assert.Contains("1 features", refused.Message);
    }

    [Fact]
    public void room_for_another_number_of_leaves_is_refused_with_both()
    {
        var refused = Assert.Throws<ArgumentException>(() => Stump(0, true).Margin([0f], new int[2]));
        Assert.Contains("2 leaves", refused.Message);
        Assert.Contains("1 trees", refused.Message);
    }

    [Fact]
    public void leaves_that_could_overflow_are_refused()
    {
        var arrays = Stump(0, true).Arrays;
        var doubled = arrays with { Roots = [0, ~2], LeafValues = [int.MaxValue, 5, 1], LeafCovers = [1, 1, 1] };
        Assert.Contains("add up", Assert.Throws<ArgumentException>(() => new Forest(doubled)).Message);
        Assert.Equal(3, new Forest(doubled with { LeafValues = [int.MaxValue - 1, 5, 1] }).LeafCount);
    }

    [Fact]
    public void a_loop_a_lost_leaf_and_a_foreign_feature_are_refused()
    {
        var arrays = Stump(0, true).Arrays;
        Assert.Contains("reached twice", Assert.Throws<ArgumentException>(() => new Forest(arrays with { Left = [0] })).Message);
        Assert.Contains(
            "belongs to no tree",
            Assert.Throws<ArgumentException>(() => new Forest(arrays with { LeafValues = [1, 1, 1], LeafCovers = [1, 1, 1] })).Message
        );
        Assert.Contains("reads feature 1", Assert.Throws<ArgumentException>(() => new Forest(arrays with { Features = [1] })).Message);
    }

    [Fact]
    public void the_grid_is_as_fine_as_the_leaves_allow()
    {
        var builder = new ForestBuilder(1);
        builder.AddTree([], [3.0]);
        builder.AddTree([], [-1.0]);
        var forest = builder.Build([]);
        Assert.Equal(28, forest.GridBits);
        Assert.Equal(2.0, forest.Margin([0f]));
    }

    [Fact]
    public void covers_count_the_rows_that_pass()
    {
        var builder = new ForestBuilder(1);
        builder.AddTree([new TreeNode(0, 1.5f, ~0, ~1, true)], [-1, 1]);
        var arrays = builder
            .Build([
                [1f],
                [2f],
                [3f],
                [float.NaN],
            ])
            .Arrays;
        Assert.Equal([4], arrays.NodeCovers);
        Assert.Equal([2, 2], arrays.LeafCovers);
    }

    private static Forest Stump(float threshold, bool missingLeft)
    {
        var builder = new ForestBuilder(1);
        builder.AddTree([new TreeNode(0, threshold, ~0, ~1, missingLeft)], [-1, 1]);
        return builder.Build([]);
    }
}
