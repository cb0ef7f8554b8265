using Streaming.Training;
using Streaming.Training.Calibrating;
using Xunit;

namespace Streaming.Training.Tests.Calibrating;

public sealed class PlattScalingTests
{
    [Fact]
    public void finds_the_slope_though_every_fold_has_its_own_level()
    {
        var folds = new[] { Drawn(20_000, 0.6, -1, 1), Drawn(20_000, 0.6, 0.5, 2), Drawn(20_000, 0.6, 2, 3) };
        Assert.Equal(0.6, PlattScaling.Slope(folds), 0.03);
    }

    [Fact]
    public void the_level_makes_the_mean_probability_the_share_satisfied()
    {
        var sample = Drawn(5000, 1, 0.7, 4);
        var slope = PlattScaling.Slope([Drawn(5000, 0.8, 0, 5)]);
        var calibration = PlattScaling.Tabulate(slope, PlattScaling.Level(slope, sample));
        Assert.Equal(sample.Satisfied.Count(label => label) / 5000.0, sample.Margins.Average(calibration.Probability), 0.0005);
    }

    [Fact]
    public void straight_lines_stay_within_two_ten_thousandths_of_the_curve()
    {
        var calibration = PlattScaling.Tabulate(0.8, 0.3);
        for (var margin = -12.0; margin < 12; margin += 0.0137)
            Assert.Equal(1 / (1 + Math.Exp(-(0.8 * margin + 0.3))), calibration.Probability(margin), 0.0004);
        for (var margin = -8.0; margin < 8; margin += 0.0137)
            Assert.Equal(1 / (1 + Math.Exp(-(0.8 * margin + 0.3))), calibration.Probability(margin), 0.0002);
    }

    [Fact]
    public void margins_that_mean_the_opposite_are_refused()
    {
        var sample = Drawn(5000, -1, 0, 6);
        Assert.Contains("slope", Assert.Throws<TrainingException>(() => PlattScaling.Slope([sample])).Message);
    }

    private static CalibrationSample Drawn(int count, double slope, double level, long seed)
    {
        var random = new SeededRandom(seed);
        double[] margins = [.. Enumerable.Range(0, count).Select(_ => random.Share() * 6 - 3)];
        return new CalibrationSample(
            margins,
            [.. margins.Select(margin => random.Share() < 1 / (1 + Math.Exp(-(slope * margin + level))))]
        );
    }
}
