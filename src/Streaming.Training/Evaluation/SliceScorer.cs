using Streaming.Contracts;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Models.Policy;
using Streaming.Training.Replay;

namespace Streaming.Training.Evaluation;

/// <summary>Scores the test slice as a scorer with that artifact would, its own category codes included.</summary>
internal sealed class SliceScorer(TestSlice slice, TierPolicy policy, TimeProvider clock)
{
    /// <summary>An artifact that is refused is measured as saying the same of every order, with the reason beside it: its gate fails, the
    /// others go on.</summary>
    public ScoredModel Score(string name, ReadOnlyMemory<byte> artifact, string sha256)
    {
        try
        {
            return Score(name, ServingModel.Load(artifact, sha256));
        }
        catch (ArtifactException refused)
        {
            var nothing = TestedModel.Of(name, slice, [.. slice.Orders.Select(_ => 0.5)], policy);
            return new ScoredModel
            {
                Tested = nothing,
                Family = "",
                FittedRows = 0,
                LabelsAsOf = LocalTime.MinValue,
                GoldenFault = refused.Message,
                MicrosecondsPerOrder = 0,
                EverythingMissing = null,
            };
        }
    }

    private ScoredModel Score(string name, ServingModel model)
    {
        var row = new FeatureRow();
        float[][] vectors = [.. slice.Orders.Select(order => Encode(order.Values, order.Categories, model, row))];
        var probability = new double[vectors.Length];
        var started = clock.GetTimestamp();
        for (var i = 0; i < vectors.Length; i++)
            probability[i] = model.Score(vectors[i]).Probability;
        var microseconds = clock.GetElapsedTime(started).TotalMicroseconds / Math.Max(1, vectors.Length);
        var lineage = model.Content.Lineage;
        return new ScoredModel
        {
            Tested = TestedModel.Of(name, slice, probability, policy),
            Family = lineage.Family,
            FittedRows = lineage.FittedRows,
            LabelsAsOf = LocalTime.Parse(lineage.LabelsAsOf),
            GoldenFault = "",
            MicrosecondsPerOrder = microseconds,
            EverythingMissing = EverythingMissing(model, row),
        };
    }

    private SpreadReport? EverythingMissing(ServingModel model, FeatureRow row)
    {
        double[] blanked =
        [
            .. slice
                .Delivered.Where(order => order is { IsOpen: true, Blanked.Everything: true })
                .Select(order => model.Score(Encode(order.Blanked!.Values, order.Blanked.Categories, model, row)).Probability),
        ];
        return blanked.Length == 0 ? null : new SpreadReport(blanked.Length, blanked.Min(), blanked.Average(), blanked.Max());
    }

    private static float[] Encode(float[] values, string?[] categories, ServingModel model, FeatureRow row) =>
        EncodedRows.Encode(values, categories, model.Categories, row);
}

/// <summary>A model on the test slice, and what its artifact says about itself.</summary>
internal sealed record ScoredModel
{
    public required TestedModel Tested { get; init; }

    public required string Family { get; init; }

    public required int FittedRows { get; init; }

    public required LocalTime LabelsAsOf { get; init; }

    /// <summary>Why the artifact was refused; empty when it was not.</summary>
    public required string GoldenFault { get; init; }

    /// <summary>Measured on one thread; in no artifact.</summary>
    public required double MicrosecondsPerOrder { get; init; }

    public required SpreadReport? EverythingMissing { get; init; }
}
