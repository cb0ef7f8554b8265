using Streaming.Models.Forests;

namespace Streaming.Models.Tests.Forests;

/// <summary>The definition of a forest read aloud: recursion, one tree after the other, doubles.</summary>
internal static class NaiveForest
{
    public static double Margin(ForestArrays forest, float[] vector)
    {
        double sum = 0;
        foreach (var root in forest.Roots)
            sum += Leaf(forest, root, vector) * Math.Pow(2, -forest.GridBits);
        return forest.Bias + sum;
    }

    private static int Leaf(ForestArrays forest, int at, float[] vector)
    {
        if (at < 0)
            return forest.LeafValues[~at];
        var value = vector[forest.Features[at]];
        if (float.IsNaN(value))
            return Leaf(forest, forest.MissingLeft[at] ? forest.Left[at] : forest.Right[at], vector);
        return Leaf(forest, value <= forest.Thresholds[at] ? forest.Left[at] : forest.Right[at], vector);
    }
}
