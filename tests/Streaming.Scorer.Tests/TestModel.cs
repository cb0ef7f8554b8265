using System.Text.Json;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Models.Calibration;
using Streaming.Models.Forests;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Tests;

/// <summary>A small hand-made model: late is bad, several sellers are bad, a seller's bad reviews are bad. One order of each tier is easy
/// to make.</summary>
internal static class TestModel
{
    public const string Name = "satisfaction";

    /// <param name="bias">Log-odds of satisfied of an order that nothing is wrong with; another bias makes another artifact.</param>
    public static byte[] Artifact(double bias = 1.5)
    {
        var features = FeatureSchema.All.Select(feature => feature.Name).ToArray();
        var builder = new ForestBuilder(features.Length) { Bias = bias };
        Split(builder, "late_days", 0.5f, 0.25, -1.5);
        Split(builder, "late_days", 5, 0.25, -2.5);
        Split(builder, "seller_count", 1.5f, 0.1, -1);
        Split(builder, "seller_bad_share", 0.5f, 0.1, -0.5);
        Split(builder, "review_already_in", 0.5f, 0, -1);
        var forest = builder.Build([new float[features.Length]]);
        var calibration = new PiecewiseLinear([-3, 0, 3], [0.0, 0.5, 1.0]);
        float[][] golden = [new float[features.Length], [.. Enumerable.Repeat(float.NaN, features.Length)]];
        using var histories = new MemoryStream();
        new HistoryTable().Save(histories, withPositions: false);
        return ArtifactWriter.Write(
            new ArtifactContent
            {
                Name = Name,
                FeatureVersion = FeatureSchema.Version,
                Features = features,
                Categories = FeatureSchema
                    .All.Where(feature => feature.Kind == FeatureKind.Categorical)
                    .ToDictionary(feature => feature.Name, _ => (IReadOnlyList<string>)["SP", "RJ"]),
                Policy = TierPolicy.Default,
                Lineage = new Lineage
                {
                    DataHash = "",
                    Deliveries = 0,
                    Reviews = 0,
                    FittedRows = 0,
                    CalibrationRows = 0,
                    Refit = false,
                    LabelsAsOf = "2018-01-01 00:00:00",
                    Family = "fast_tree",
                    Seeds = [1],
                    Parameters = JsonSerializer.SerializeToElement(new { }),
                },
                Metrics = JsonSerializer.SerializeToElement(new { }),
                Forest = forest,
                Calibration = calibration,
                Reference = new Reference(
                    [Bins("late_days", [0, 3, 7]), Bins("customer_state", [0])],
                    new ReferenceHistogram("probability", -1, [0.3f, 0.7f], [1, 1, 1], 0)
                ),
                GoldenRows = [.. golden.Select(row => GoldenRow.Of(row, forest, calibration))],
                Histories = histories.ToArray(),
            }
        );
    }

    public static ServingModel Load(double bias = 1.5) => ServingModel.Load(Artifact(bias));

    private static ReferenceHistogram Bins(string feature, float[] edges) =>
        new(feature, FeatureSchema.IndexOf(feature), edges, new long[edges.Length + 1], 0);

    private static void Split(ForestBuilder forest, string feature, float threshold, double low, double high) =>
        forest.AddTree([new TreeNode(FeatureSchema.IndexOf(feature), threshold, ~0, ~1, MissingLeft: true)], [low, high]);
}
