using Streaming.Features;
using Streaming.Models;

namespace Streaming.Training.Assembly;

/// <summary>Freezes how features and scores were distributed, for the drift watch.</summary>
public static class ReferenceBuilder
{
    private const int QuantileBins = 10;
    private const int ScoreBins = 20;

    /// <param name="definitions">Of the vector's values.</param>
    /// <param name="categories">A categorical feature gets one bin per code.</param>
    /// <param name="rows">Encoded vectors of the training slice.</param>
    public static IReadOnlyList<ReferenceHistogram> Features(
        IReadOnlyList<FeatureDefinition> definitions,
        IReadOnlyDictionary<string, IReadOnlyList<string>> categories,
        IReadOnlyList<float[]> rows
    )
    {
        var features = new ReferenceHistogram[definitions.Count];
        for (var feature = 0; feature < features.Length; feature++)
        {
            var definition = definitions[feature];
            float[] values = [.. rows.Select(row => row[feature])];
            var edges =
                definition.Kind == FeatureKind.Categorical
                    ? CodeEdges(categories[definition.Name].Count)
                    : QuantileEdges.Of(values, QuantileBins);
            features[feature] = Count(definition.Name, feature, edges, values);
        }

        return features;
    }

    /// <param name="probabilities">Out-of-time predictions, calibrated: those of fitted rows would look surer than any new order's.</param>
    public static ReferenceHistogram Scores(IReadOnlyList<double> probabilities)
    {
        float[] edges = [.. Enumerable.Range(1, ScoreBins - 1).Select(bin => (float)bin / ScoreBins)];
        return Count("probability", -1, edges, [.. probabilities.Select(p => (float)p)]);
    }

    private static float[] CodeEdges(int codes) => [.. Enumerable.Range(0, Math.Max(0, codes - 1)).Select(code => (float)code)];

    private static ReferenceHistogram Count(string name, int feature, float[] edges, float[] values)
    {
        var counts = new long[edges.Length + 1];
        var binned = new ReferenceHistogram(name, feature, edges, counts, values.Count(float.IsNaN));
        foreach (var value in values)
            if (!float.IsNaN(value))
                counts[binned.BinOf(value)]++;
        return binned;
    }
}
