using Streaming.Training.Evaluation;
using Xunit;

namespace Streaming.Training.Tests.Evaluation;

public sealed class ProbabilityMetricsTests
{
    [Fact]
    public void calibration_error_weighs_each_bins_miss()
    {
        // Bin .2: mean .25, share .5, two rows; bin .9 (holds 1.0 too): mean .95, share 1, two rows.
        Assert.Equal(
            (2 * 0.25 + 2 * 0.05) / 4,
            ProbabilityMetrics.CalibrationError([0.2, 0.3 - 1e-12, 0.9, 1.0], [true, false, true, true]),
            9
        );
    }

    [Fact]
    public void weights_are_rows_repeated()
    {
        double[] probability = [0.2, 0.25, 0.9];
        bool[] satisfied = [true, false, true];
        Assert.Equal(
            ProbabilityMetrics.CalibrationError([0.2, 0.9, 0.9, 0.9], [true, true, true, true]),
            ProbabilityMetrics.CalibrationError(probability, satisfied, [1, 0, 3]),
            12
        );
    }

    [Fact]
    public void log_loss_and_brier_by_hand()
    {
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.6)) / 2, ProbabilityMetrics.LogLoss([0.8, 0.4], [true, false]), 12);
        Assert.Equal((0.04 + 0.16) / 2, ProbabilityMetrics.Brier([0.8, 0.4], [true, false]), 12);
    }

    [Fact]
    public void a_sure_miss_costs_much_but_not_infinity() => Assert.InRange(ProbabilityMetrics.LogLoss([0.0], [true]), 30, 40);

    [Fact]
    public void no_rows_have_no_figures()
    {
        Assert.True(double.IsNaN(ProbabilityMetrics.LogLoss([], [])));
        Assert.True(double.IsNaN(ProbabilityMetrics.Brier([], [])));
        Assert.True(double.IsNaN(ProbabilityMetrics.CalibrationError([], [])));
    }
}
