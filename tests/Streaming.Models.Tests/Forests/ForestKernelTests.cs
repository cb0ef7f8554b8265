using Streaming.Models.Forests;
using Xunit;

namespace Streaming.Models.Tests.Forests;

/// <summary>Every kernel beside the walk, on the same forests and vectors.</summary>
public sealed class ForestKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void bit_vectors_reach_the_leaves_of_the_walk(int deepest)
    {
        for (var seed = 0; seed < 30; seed++)
            AssertSameLeaves(RandomForests.Forest(seed, trees: 40, deepest: deepest), seed);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(63)]
    [InlineData(64)]
    public void a_mask_holds_as_many_leaves_as_it_has_bits(int leaves)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var forest = RandomForests.Comb(seed, leaves);
            Assert.True(new BitVectorLayout(forest.Arrays).Fits);
            AssertSameLeaves(forest, seed);
        }
    }

    [Fact]
    public void a_tree_of_more_leaves_than_bits_is_walked()
    {
        var forest = RandomForests.Comb(1, leaves: 65);
        Assert.False(new BitVectorLayout(forest.Arrays).Fits);
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var vector = RandomForests.Vector(random, forest.FeatureCount, forest);
            Assert.Equal(NaiveForest.Margin(forest.Arrays, vector), forest.Margin(vector));
        }
    }

    private static void AssertSameLeaves(Forest forest, int seed)
    {
        var random = new Random(seed);
        var walk = new TreeWalk(forest.Arrays);
        var kernels = Kernels(forest.Arrays).ToArray();
        var (expected, actual) = (new int[forest.TreeCount], new int[forest.TreeCount]);
        for (var i = 0; i < 300; i++)
        {
            var vector = RandomForests.Vector(random, forest.FeatureCount, forest);
            var sum = walk.Evaluate(vector, expected);
            foreach (var kernel in kernels)
            {
                Assert.Equal(sum, kernel.Evaluate(vector, actual));
                Assert.Equal(expected, actual);
            }
        }
    }

    private static IEnumerable<IForestKernel> Kernels(ForestArrays arrays)
    {
        var layout = new BitVectorLayout(arrays);
        if (layout.LargestTree <= 8)
            yield return new BitVectors<byte>(layout);
        yield return new BitVectors<ulong>(layout);
    }
}
