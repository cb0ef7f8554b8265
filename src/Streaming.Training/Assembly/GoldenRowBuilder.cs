using Streaming.Features.SingleEvent;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Models.Calibration;
using Streaming.Models.Forests;

namespace Streaming.Training.Assembly;

/// <summary>Synthetic orders whose scores go with the artifact: no person's order leaves the training in them.</summary>
public static class GoldenRowBuilder
{
    private const int DrawnRows = 20;
    private const double MissingShare = 0.1;

    /// <summary>One vector with nothing known, one at the forest's own thresholds, and drawn ones whose values are bin edges of the
    /// reference, each on its own.</summary>
    public static IReadOnlyList<GoldenRow> Build(Forest forest, PiecewiseLinear calibration, Reference reference, long seed)
    {
        var random = new SeededRandom(seed);
        var vectors = new List<float[]> { Missing(forest.FeatureCount), AtThresholds(forest) };
        for (var row = 0; row < DrawnRows; row++)
        {
            var vector = Missing(forest.FeatureCount);
            foreach (var histogram in reference.Features)
            {
                var edges = histogram.UpperEdges;
                if (edges.Count > 0 && random.Share() >= MissingShare)
                    vector[histogram.FeatureIndex] = edges[random.Below(edges.Count)];
            }

            vectors.Add(vector);
        }

        return [.. vectors.Select(vector => GoldenRow.Of(vector, forest, calibration))];
    }

    private static float[] Missing(int length)
    {
        var vector = new float[length];
        Array.Fill(vector, float.NaN);
        return vector;
    }

    /// <summary>Exactly at a threshold is where two implementations of a branch rule part.</summary>
    private static float[] AtThresholds(Forest forest)
    {
        var vector = Missing(forest.FeatureCount);
        for (var node = 0; node < forest.NodeCount; node++)
            if (!float.IsInfinity(forest.Arrays.Thresholds[node]))
                vector[forest.Arrays.Features[node]] = forest.Arrays.Thresholds[node];
        return vector;
    }
}
