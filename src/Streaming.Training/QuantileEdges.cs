namespace Streaming.Training;

/// <summary>Where a feature's values are cut into bins of about equal numbers of rows.</summary>
internal static class QuantileEdges
{
    /// <summary>Inner quantiles, each once; none at the largest value, above which there is nothing. Missing values are left out.</summary>
    public static float[] Of(ReadOnlySpan<float> values, int bins)
    {
        var known = new float[values.Length];
        var count = 0;
        foreach (var value in values)
            if (!float.IsNaN(value))
                known[count++] = value;
        if (count == 0)
            return [];
        var sorted = known.AsSpan(0, count);
        sorted.Sort();
        var edges = new List<float>(bins);
        for (var bin = 1; bin < bins; bin++)
        {
            var edge = sorted[(int)((long)bin * (sorted.Length - 1) / bins)];
            if (edge < sorted[^1] && (edges.Count == 0 || edge > edges[^1]))
                edges.Add(edge);
        }

        return [.. edges];
    }
}
