namespace Streaming.Models.Forests;

/// <summary>What must hold before a forest may be walked without further checks.</summary>
internal static class ForestRules
{
    public static void Check(ForestArrays forest)
    {
        if (forest.FeatureCount is < 1 or > 65_535)
            throw Broken($"feature count {forest.FeatureCount} is not within 1..65535");
        if (forest.GridBits is < 0 or > 40)
            throw Broken($"grid bits {forest.GridBits} are not within 0..40");
        if (!double.IsFinite(forest.Bias))
            throw Broken($"bias {forest.Bias} is not finite");
        var nodes = forest.Features.Length;
        var leaves = forest.LeafValues.Length;
        if (
            forest.Thresholds.Length != nodes
            || forest.Left.Length != nodes
            || forest.Right.Length != nodes
            || forest.MissingLeft.Length != nodes
            || forest.NodeCovers.Length != nodes
        )
            throw Broken($"node arrays differ in length from {nodes}");
        if (forest.LeafCovers.Length != leaves)
            throw Broken($"{forest.LeafCovers.Length} leaf covers for {leaves} leaves");
        for (var node = 0; node < nodes; node++)
            CheckNode(forest, node);
        foreach (var cover in forest.LeafCovers)
            if (cover < 0)
                throw Broken($"leaf cover {cover} is negative");
        CheckTreesAndBound(forest, nodes, leaves);
    }

    public static void ThrowLength(int given, int expected) =>
        throw new ArgumentException($"a vector of {given} values was given to a forest of {expected} features", nameof(given));

    public static void ThrowLeaves(int given, int expected) =>
        throw new ArgumentException($"room for {given} leaves was given to a forest of {expected} trees", nameof(given));

    private static void CheckNode(ForestArrays forest, int node)
    {
        if ((uint)forest.Features[node] >= (uint)forest.FeatureCount)
            throw Broken($"node {node} reads feature {forest.Features[node]} of {forest.FeatureCount}");
        if (float.IsNaN(forest.Thresholds[node]))
            throw Broken($"node {node} has a threshold that is not a number");
        if (forest.NodeCovers[node] < 1)
            throw Broken($"node {node} has cover {forest.NodeCovers[node]}");
    }

    /// <summary>Every node and leaf belongs to exactly one tree, and no sum of one leaf per tree leaves the 32 bits.</summary>
    private static void CheckTreesAndBound(ForestArrays forest, int nodes, int leaves)
    {
        var seenNodes = new bool[nodes];
        var seenLeaves = new bool[leaves];
        var pending = new Stack<int>();
        long bound = 0;
        foreach (var root in forest.Roots)
        {
            long largest = 0;
            pending.Push(root);
            while (pending.TryPop(out var at))
            {
                if (at >= 0)
                {
                    if (at >= nodes || seenNodes[at])
                        throw Broken($"node {at} is missing or reached twice");
                    seenNodes[at] = true;
                    pending.Push(forest.Left[at]);
                    pending.Push(forest.Right[at]);
                }
                else
                {
                    var leaf = ~at;
                    if (leaf >= leaves || seenLeaves[leaf])
                        throw Broken($"leaf {leaf} is missing or reached twice");
                    seenLeaves[leaf] = true;
                    largest = Math.Max(largest, Math.Abs((long)forest.LeafValues[leaf]));
                }
            }

            bound += largest;
        }

        if (bound > int.MaxValue)
            throw Broken($"the largest leaves add up to {bound} grid steps, more than {int.MaxValue}");
        if (Array.IndexOf(seenNodes, false) is >= 0 and var lost)
            throw Broken($"node {lost} belongs to no tree");
        if (Array.IndexOf(seenLeaves, false) is >= 0 and var lostLeaf)
            throw Broken($"leaf {lostLeaf} belongs to no tree");
    }

    private static ArgumentException Broken(string what) => new("not a forest: " + what);
}
