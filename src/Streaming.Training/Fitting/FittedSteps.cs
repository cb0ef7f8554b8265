using Streaming.Models.Forests;

namespace Streaming.Training.Fitting;

/// <summary>An intercept and one step function per feature.</summary>
internal sealed class FittedSteps(double intercept, IReadOnlyList<StepFunction> steps) : IFittedModel
{
    public void AddTo(ForestBuilder builder, double weight)
    {
        builder.Bias += intercept * weight;
        foreach (var step in steps)
        {
            var nodes = new List<TreeNode> { new(step.Feature, float.NegativeInfinity, ~0, 1, MissingLeft: true) };
            if (step.Edges.Length == 0)
                nodes[0] = nodes[0] with { Right = ~1 };
            else
                Branch(nodes, step, 0, step.Edges.Length);
            builder.AddTree(nodes, [.. step.Coefficients.Select(coefficient => coefficient * weight)]);
        }
    }

    public double[] Margins(IReadOnlyList<float[]> vectors)
    {
        var margins = new double[vectors.Count];
        Array.Fill(margins, intercept);
        foreach (var step in steps)
            for (var i = 0; i < margins.Length; i++)
                margins[i] += step.Coefficients[step.BinOf(vectors[i][step.Feature])];
        return margins;
    }

    /// <summary>Halves the edges from … to − 1, so that the tree is shallow; bin b is leaf b, and bin 0 that of missing
    /// values.</summary>
    private static int Branch(List<TreeNode> nodes, StepFunction step, int from, int to)
    {
        if (from == to)
            return ~(from + 1);
        var middle = (from + to) / 2;
        var at = nodes.Count;
        nodes.Add(default);
        var left = Branch(nodes, step, from, middle);
        var right = Branch(nodes, step, middle + 1, to);
        nodes[at] = new TreeNode(step.Feature, step.Edges[middle], left, right, MissingLeft: true);
        return at;
    }
}

/// <summary>One coefficient per bin of a feature. Bin 0 holds missing values, bin b those above edge b − 2 and up to edge b −
/// 1.</summary>
internal sealed record StepFunction(int Feature, float[] Edges, double[] Coefficients)
{
    /// <summary>All coefficients 0; a value that many rows share has a bin of its own.</summary>
    public static StepFunction Over(int feature, IReadOnlyList<float[]> rows, int mostBins)
    {
        var edges = QuantileEdges.Of(rows.Select(row => row[feature]).ToArray(), mostBins);
        return new StepFunction(feature, edges, new double[edges.Length + 2]);
    }

    public int BinOf(float value)
    {
        if (float.IsNaN(value))
            return 0;
        var at = Array.BinarySearch(Edges, value);
        return (at >= 0 ? at : ~at) + 1;
    }

    public byte[] BinsOf(IReadOnlyList<float[]> rows)
    {
        var bins = new byte[rows.Count];
        for (var i = 0; i < bins.Length; i++)
            bins[i] = (byte)BinOf(rows[i][Feature]);
        return bins;
    }
}
