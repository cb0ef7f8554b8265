using System.Text.Json;
using Streaming.Features;
using Streaming.Models.Artifacts;
using Streaming.Models.Calibration;
using Streaming.Models.Forests;
using Streaming.Models.Policy;
using Streaming.Models.Tests.Forests;

namespace Streaming.Models.Tests.Artifacts;

/// <summary>An artifact that this binary would serve, with a small random forest.</summary>
internal static class SmallArtifact
{
    public static ArtifactContent Content()
    {
        var forest = RandomForests.Forest(7, FeatureSchema.All.Count, trees: 12);
        var calibration = new PiecewiseLinear([-3, 0, 3], [0.1, 0.5, 0.9]);
        return new ArtifactContent
        {
            Name = "small",
            FeatureVersion = FeatureSchema.Version,
            Features = [.. FeatureSchema.All.Select(feature => feature.Name)],
            Categories = FeatureSchema
                .All.Where(feature => feature.Kind == FeatureKind.Categorical)
                .ToDictionary(feature => feature.Name, _ => (IReadOnlyList<string>)["a", "b_c"]),
            Policy = TierPolicy.Default,
            Forest = forest,
            Calibration = calibration,
            Reference = new Reference(
                [new ReferenceHistogram("late_days", 3, [0f, 2f], [5, 3, 1], 2)],
                new ReferenceHistogram("probability", -1, [0.5f], [4, 7], 0)
            ),
            GoldenRows = Golden(forest, calibration),
            Histories = new byte[] { 1, 2, 3, 4, 5 },
            Metrics = JsonSerializer.SerializeToElement(new { roc_auc = 0.7 }),
            Lineage = new Lineage
            {
                DataHash = "d",
                Deliveries = 10,
                Reviews = 9,
                FittedRows = 8,
                CalibrationRows = 3,
                Refit = false,
                LabelsAsOf = "2018-01-01 00:00:00",
                Family = "fast_tree",
                Seeds = [1],
                Parameters = JsonSerializer.SerializeToElement(new { trees = 12 }),
            },
        };
    }

    public static IReadOnlyList<GoldenRow> Golden(Forest forest, PiecewiseLinear calibration)
    {
        var random = new Random(8);
        return
        [
            .. Enumerable
                .Range(0, 5)
                .Select(_ => GoldenRow.Of(RandomForests.Vector(random, forest.FeatureCount, forest), forest, calibration)),
        ];
    }
}
