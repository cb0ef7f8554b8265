using Streaming.Training.Evaluation;
using Xunit;

namespace Streaming.Training.Tests.Evaluation;

public sealed class RankedSampleTests
{
    [Fact]
    public void roc_auc_counts_a_tie_as_half_a_win()
    {
        // Bad at risks .9 and .5; good at .5 and .1: wins 1 + 1 + .5 + 1 of 4.
        var sample = new RankedSample([0.9, 0.5, 0.5, 0.1], [true, true, false, false]);
        Assert.Equal(0.875, sample.RocAuc());
    }

    [Fact]
    public void average_precision_takes_tied_rows_together()
    {
        // Steps: 1 of 1 found (recall +1/2, precision 1), then both tied rows (recall +1/2, precision 2/3).
        var sample = new RankedSample([0.9, 0.5, 0.5, 0.1], [true, true, false, false]);
        Assert.Equal(0.5 * 1 + 0.5 * (2 / 3.0), sample.PrAuc(), 15);
    }

    [Fact]
    public void a_constant_risk_is_a_coin_and_the_base_rate()
    {
        var sample = new RankedSample([1, 1, 1, 1, 1], [true, false, false, false, true]);
        Assert.Equal(0.5, sample.RocAuc());
        Assert.Equal(0.4, sample.PrAuc());
    }

    [Fact]
    public void one_class_has_no_roc_auc()
    {
        Assert.True(double.IsNaN(new RankedSample([1, 2], [true, true]).RocAuc()));
        Assert.True(double.IsNaN(new RankedSample([1, 2], [false, false]).PrAuc()));
        Assert.True(double.IsNaN(new RankedSample([], []).RocAuc()));
    }

    [Fact]
    public void a_missing_risk_ranks_lowest()
    {
        var sample = new RankedSample([double.NaN, -100, 3], [true, false, false]);
        Assert.Equal(0, sample.RocAuc());
    }

    [Fact]
    public void a_weight_is_the_row_repeated()
    {
        double[] risk = [0.9, 0.5, 0.5, 0.1, 0.7];
        bool[] bad = [true, true, false, false, false];
        int[] weights = [2, 0, 3, 1, 1];
        var repeated = Enumerable.Range(0, 5).SelectMany(row => Enumerable.Repeat(row, weights[row])).ToArray();
        var expected = new RankedSample([.. repeated.Select(row => risk[row])], [.. repeated.Select(row => bad[row])]);
        var weighted = new RankedSample(risk, bad);
        Assert.Equal(expected.RocAuc(), weighted.RocAuc(weights), 15);
        Assert.Equal(expected.PrAuc(), weighted.PrAuc(weights), 15);
        Assert.NotEqual(weighted.PrAuc(), weighted.PrAuc(weights));
    }

    [Fact]
    public void the_riskiest_rows_are_counted()
    {
        var sample = new RankedSample([0.9, 0.5, 0.6, 0.1], [true, true, false, false]);
        Assert.Equal(1, sample.FoundAmongTop(2));
        Assert.Equal(2, sample.FoundAmongTop(3));
        Assert.Equal(2, sample.FoundAmongTop(9));
    }

    [Fact]
    public void equals_counting_all_pairs()
    {
        var random = new Random(4);
        double[] risk = [.. Enumerable.Range(0, 300).Select(_ => (double)random.Next(20))];
        bool[] bad = [.. risk.Select(r => random.Next(25) < r)];
        double wins = 0,
            pairs = 0;
        for (var i = 0; i < risk.Length; i++)
        {
            for (var j = 0; j < risk.Length; j++)
            {
                if (!bad[i] || bad[j])
                    continue;
                pairs++;
                wins +=
                    risk[i] > risk[j] ? 1
                    : risk[i] == risk[j] ? 0.5
                    : 0;
            }
        }

        Assert.Equal(wins / pairs, new RankedSample(risk, bad).RocAuc(), 12);
    }
}
