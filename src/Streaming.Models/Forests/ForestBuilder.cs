namespace Streaming.Models.Forests;

/// <summary>Collects trees with real-valued leaves and puts them on the finest common grid that cannot overflow. Not thread-safe.</summary>
public sealed class ForestBuilder(int featureCount)
{
    /// <summary>Finer steps than 2^-40 would not change a margin in log-odds.</summary>
    private const int FinestGrid = 40;

    private readonly List<int> roots = [];
    private readonly List<int> features = [];
    private readonly List<float> thresholds = [];
    private readonly List<int> left = [];
    private readonly List<int> right = [];
    private readonly List<bool> missingLeft = [];
    private readonly List<double> leaves = [];
    private double sumOfLargestLeaves;

    /// <summary>Log-odds of satisfied before any tree.</summary>
    public double Bias { get; set; }

    /// <summary>Adds a tree; its nodes and leaves are numbered from 0 within the tree, children as in <see cref="Forest"/>; node 0 is the
    /// root.</summary>
    public void AddTree(IReadOnlyList<TreeNode> nodes, IReadOnlyList<double> leafValues)
    {
        int firstNode = features.Count,
            firstLeaf = leaves.Count;
        int Child(int local) => local >= 0 ? firstNode + local : ~(firstLeaf + ~local);
        roots.Add(nodes.Count == 0 ? ~firstLeaf : firstNode);
        foreach (var node in nodes)
        {
            features.Add(node.Feature);
            thresholds.Add(node.Threshold);
            left.Add(Child(node.Left));
            right.Add(Child(node.Right));
            missingLeft.Add(node.MissingLeft);
        }

        leaves.AddRange(leafValues);
        sumOfLargestLeaves += leafValues.Max(Math.Abs);
    }

    /// <summary>Rounds the leaves to the grid and counts the rows that pass each node.</summary>
    /// <param name="rows">The rows that the trees were fitted on.</param>
    public Forest Build(IReadOnlyList<float[]> rows) => new(Counted(Build(), rows));

    /// <summary>Rounds the leaves to the grid. For margins only: as if one row had passed each node, so that contributions would be
    /// wrong.</summary>
    public Forest Build()
    {
        var bits = GridBits();
        var arrays = new ForestArrays
        {
            FeatureCount = featureCount,
            GridBits = bits,
            Bias = Bias,
            Roots = [.. roots],
            Features = [.. features],
            Thresholds = [.. thresholds],
            Left = [.. left],
            Right = [.. right],
            MissingLeft = [.. missingLeft],
            NodeCovers = Enumerable.Repeat(1, features.Count).ToArray(),
            LeafValues = [.. leaves.Select(value => (int)Math.Round(Math.ScaleB(value, bits)))],
            LeafCovers = new int[leaves.Count],
        };
        return new Forest(arrays);
    }

    /// <summary>The largest k for which the largest leaves of all trees, each rounded up by a step, add up to less than 2^31.</summary>
    private int GridBits()
    {
        if (!double.IsFinite(sumOfLargestLeaves))
            throw new ArgumentException("a leaf is not finite");
        var bits = FinestGrid;
        while (bits > 0 && Math.ScaleB(sumOfLargestLeaves, bits) + roots.Count >= int.MaxValue)
            bits--;
        return bits;
    }

    /// <summary>The forest's arrays with the rows that pass each node.</summary>
    private static ForestArrays Counted(Forest forest, IReadOnlyList<float[]> rows)
    {
        var arrays = forest.Arrays with { NodeCovers = new int[forest.NodeCount], LeafCovers = new int[forest.LeafCount] };
        var reached = new int[forest.TreeCount];
        foreach (var row in rows)
        {
            forest.Margin(row, reached);
            foreach (var leaf in reached)
                arrays.LeafCovers[leaf]++;
        }

        foreach (var root in arrays.Roots)
            Cover(arrays, root);
        return arrays;
    }

    private static int Cover(ForestArrays arrays, int at)
    {
        if (at < 0)
            return arrays.LeafCovers[~at];
        var rows = Cover(arrays, arrays.Left[at]) + Cover(arrays, arrays.Right[at]);
        arrays.NodeCovers[at] = Math.Max(1, rows);
        return rows;
    }
}

/// <summary>One branch of a tree; children as in <see cref="Forest"/>, counted within the tree.</summary>
public readonly record struct TreeNode(int Feature, float Threshold, int Left, int Right, bool MissingLeft);
