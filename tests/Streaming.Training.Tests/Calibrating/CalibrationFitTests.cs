using Streaming.Training;
using Streaming.Training.Calibrating;
using Xunit;

namespace Streaming.Training.Tests.Calibrating;

public sealed class CalibrationFitTests
{
    [Fact]
    public void open_and_answered_orders_have_a_level_each()
    {
        var fit = CalibrationFit.Of([Drawn(20_000, 0.8, 1, -1, 1)], Drawn(20_000, 0.8, 1, -1, 2), Nobody);
        Assert.Equal(0.8, fit.Slope, 0.05);
        Assert.Equal(1, fit.OpenLevel, 0.1);
        Assert.Equal(-1, fit.AnsweredLevel, 0.1);
        Assert.Equal((fit.AnsweredLevel - fit.OpenLevel) / fit.Slope, fit.AnsweredShift, 1e-12);
    }

    [Fact]
    public void the_level_of_open_orders_follows_the_last_weeks_the_closer_the_more_orders_they_hold()
    {
        var folds = new[] { Drawn(20_000, 1, 0, 0, 3) };
        var fitted = Drawn(20_000, 1, 0, 0, 4);
        double Level(int recent) => CalibrationFit.Of(folds, fitted, Drawn(recent, 1, 0.6, 0, 5)).OpenLevel;
        Assert.InRange(Level(400), 0.05, 0.35);
        Assert.InRange(Level(20_000), 0.45, 0.65);
        Assert.True(Level(20_000) > Level(400));
    }

    [Fact]
    public void without_answered_orders_there_is_one_level()
    {
        var open = Drawn(2000, 1, 0.5, 0, 6) with { IsOpen = [.. Enumerable.Repeat(true, 2000)] };
        Assert.Equal(0, CalibrationFit.Of([open], open, Nobody).AnsweredShift);
    }

    private static PopulationSample Nobody => new([], [], []);

    /// <summary>Every fourth order is answered already.</summary>
    private static PopulationSample Drawn(int count, double slope, double openLevel, double answeredLevel, long seed)
    {
        var random = new SeededRandom(seed);
        bool[] open = [.. Enumerable.Range(0, count).Select(i => i % 4 != 0)];
        double[] margins = [.. Enumerable.Range(0, count).Select(_ => random.Share() * 6 - 3)];
        bool[] satisfied =
        [
            .. margins.Select(
                (margin, i) => random.Share() < 1 / (1 + Math.Exp(-(slope * margin + (open[i] ? openLevel : answeredLevel))))
            ),
        ];
        return new PopulationSample(margins, satisfied, open);
    }
}
