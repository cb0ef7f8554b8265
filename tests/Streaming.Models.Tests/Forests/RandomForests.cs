using Streaming.Models.Forests;

namespace Streaming.Models.Tests.Forests;

/// <summary>Forests and vectors by seed, with every value that a branch rule can stumble over.</summary>
internal static class RandomForests
{
    private static readonly float[] Awkward =
    [
        float.NaN,
        float.PositiveInfinity,
        float.NegativeInfinity,
        -0f,
        0f,
        float.Epsilon,
        -float.Epsilon,
        float.MaxValue,
        float.MinValue,
    ];

    public static Forest Forest(int seed, int features = 5, int trees = 30, int deepest = 4)
    {
        var random = new Random(seed);
        var builder = new ForestBuilder(features) { Bias = random.NextDouble() - 0.5 };
        for (var tree = 0; tree < trees; tree++)
        {
            var nodes = new List<TreeNode>();
            var leaves = new List<double>();
            Grow(random, features, depth: tree % 7 == 0 ? 0 : random.Next(1, deepest + 1), nodes, leaves);
            builder.AddTree(nodes, leaves);
        }

        return builder.Build([.. Enumerable.Range(0, 500).Select(_ => Vector(random, features, null))]);
    }

    /// <summary>One tree of so many leaves, each branch with a leaf on one side and the rest on the other.</summary>
    public static Forest Comb(int seed, int leaves, int features = 3)
    {
        var random = new Random(seed);
        var builder = new ForestBuilder(features);
        builder.AddTree(
            [.. Enumerable.Range(0, leaves - 1).Select(Branch)],
            [.. Enumerable.Range(0, leaves).Select(_ => random.NextDouble() - 0.5)]
        );
        return builder.Build([.. Enumerable.Range(0, 500).Select(_ => Vector(random, features, null))]);

        TreeNode Branch(int node)
        {
            var rest = node == leaves - 2 ? ~(leaves - 1) : node + 1;
            var threshold = (float)(random.NextDouble() * 10 - 5);
            return random.Next(2) == 0
                ? new TreeNode(random.Next(features), threshold, ~node, rest, random.Next(2) == 0)
                : new TreeNode(random.Next(features), threshold, rest, ~node, random.Next(2) == 0);
        }
    }

    /// <summary>Random values, awkward values, and values exactly at or one bit beside a threshold of the forest.</summary>
    public static float[] Vector(Random random, int features, Forest? near)
    {
        var vector = new float[features];
        for (var i = 0; i < features; i++)
            vector[i] = random.Next(4) == 0 ? Awkward[random.Next(Awkward.Length)] : (float)(random.NextDouble() * 10 - 5);
        if (near is null || near.NodeCount == 0)
            return vector;
        for (var i = 0; i < 3; i++)
        {
            var node = random.Next(near.NodeCount);
            var threshold = near.Arrays.Thresholds[node];
            vector[near.Arrays.Features[node]] = random.Next(3) switch
            {
                0 => threshold,
                1 => float.BitIncrement(threshold),
                _ => float.BitDecrement(threshold),
            };
        }

        return vector;
    }

    private static int Grow(Random random, int features, int depth, List<TreeNode> nodes, List<double> leaves)
    {
        if (depth == 0)
        {
            leaves.Add(random.NextDouble() * 0.2 - 0.1);
            return ~(leaves.Count - 1);
        }

        var at = nodes.Count;
        nodes.Add(default);
        var threshold = random.Next(6) switch
        {
            0 => 0f,
            1 => float.NegativeInfinity,
            _ => (float)(random.NextDouble() * 10 - 5),
        };
        var left = Grow(random, features, depth - 1, nodes, leaves);
        var right = Grow(random, features, random.Next(depth), nodes, leaves);
        nodes[at] = new TreeNode(random.Next(features), threshold, left, right, random.Next(2) == 0);
        return at;
    }
}
