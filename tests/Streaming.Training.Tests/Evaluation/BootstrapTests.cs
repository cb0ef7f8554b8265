using Streaming.Contracts.Settings;
using Streaming.Training.Evaluation;
using Xunit;

namespace Streaming.Training.Tests.Evaluation;

public sealed class BootstrapTests
{
    [Fact]
    public void rows_of_a_block_are_drawn_together_and_as_many_blocks_as_there_are()
    {
        int[] blocks = [0, 0, 0, 1, 1, 2, 2, 2, 2];
        foreach (var draw in Weights(new Bootstrap(blocks, 50, 1), blocks.Length))
        {
            Assert.All(Enumerable.Range(0, 3), block => Assert.Single(draw.Where((_, row) => blocks[row] == block).Distinct()));
            Assert.Equal(3, draw[0] + draw[3] + draw[5]);
        }
    }

    [Fact]
    public void equal_seeds_draw_alike_and_other_seeds_otherwise()
    {
        int[] blocks = [.. Enumerable.Range(0, 40).Select(row => row / 4)];
        var first = Weights(new Bootstrap(blocks, 20, 5), 40);
        Assert.Equal(first, Weights(new Bootstrap(blocks, 20, 5), 40));
        Assert.NotEqual(first, Weights(new Bootstrap(blocks, 20, 6), 40));
    }

    [Fact]
    public void an_interval_over_weeks_that_differ_is_as_wide_as_they_do()
    {
        // Ten weeks of 200 orders; the share of unsatisfied goes up and down from week to week.
        int[] weeks = [.. Enumerable.Range(0, 2000).Select(row => row / 200)];
        double[] bad = [.. weeks.Select((week, row) => row % 10 < (week % 2 == 0 ? 1 : 5) ? 1.0 : 0.0)];
        double Width(Bootstrap bootstrap)
        {
            var interval = Bootstrap.Between(
                bootstrap.Draws(weights =>
                {
                    double sum = 0,
                        count = 0;
                    for (var row = 0; row < bad.Length; row++)
                        (sum, count) = (sum + weights[row] * bad[row], count + weights[row]);
                    return sum / count;
                })
            )!;
            return interval.High - interval.Low;
        }

        var (orders, byWeeks) = (Width(new Bootstrap(bad.Length, 400, 1)), Width(new Bootstrap(weeks, 400, 1)));
        Assert.InRange(orders, 0.03, 0.05); // 2 · 1.96 · √(.3 · .7 / 2000)
        Assert.InRange(byWeeks, 0.18, 0.32); // 2 · 1.96 · .2 / √10
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void a_population_of_too_few_weeks_is_drawn_order_by_order_and_says_so(int weeksFrom, bool byWeeks)
    {
        var population = Population.Of("all", [0, 1, 2, 3], [true, false, true, false], 4, new Resamples(10, 1, [0, 0, 1, 1], weeksFrom));
        Assert.Equal((2, byWeeks), (population.Weeks, population.IsDrawnByWeeks));
    }

    private static List<int[]> Weights(Bootstrap bootstrap, int rows)
    {
        var all = new List<int[]>();
        bootstrap.Draws(weights =>
        {
            all.Add(weights.ToArray());
            return 0;
        });
        Assert.All(all, draw => Assert.Equal(rows, draw.Length));
        return all;
    }
}
