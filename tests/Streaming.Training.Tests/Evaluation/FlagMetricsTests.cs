using Streaming.Training.Evaluation;
using Xunit;

namespace Streaming.Training.Tests.Evaluation;

public sealed class FlagMetricsTests
{
    [Fact]
    public void the_weighted_score_is_of_the_unsatisfied_class()
    {
        // Flags the first two of four; one of the two unsatisfied is among them.
        var row = FlagMetrics.At([0.2, 0.3, 0.8, 0.9], [false, true, false, true], 0.5);
        Assert.Equal((2, 0.5, 0.5, 0.5, 0.5), (row.Flagged, row.Precision, row.Recall, row.F1, row.Accuracy));
        Assert.Equal(0.5, row.WeightedScore!.Value, 1e-12);
    }

    [Fact]
    public void flagging_everybody_beats_a_good_careful_model()
    {
        // One in five is unsatisfied; the model flags nobody but the one it is nearly sure of, and is right.
        bool[] satisfied = [.. Enumerable.Range(0, 100).Select(i => i % 5 != 0)];
        double[] careful = [.. satisfied.Select((good, i) => i == 0 ? 0.1 : 0.8)];
        Assert.Equal(1.0, FlagMetrics.At(careful, satisfied, 0.5).Precision);
        Assert.True(FlagMetrics.At(careful, satisfied, 0).WeightedScore > FlagMetrics.At(careful, satisfied, 0.5).WeightedScore + 0.2);
    }
}
