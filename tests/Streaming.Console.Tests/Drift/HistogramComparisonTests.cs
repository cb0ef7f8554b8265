using Streaming.Console.Drift;

namespace Streaming.Console.Tests.Drift;

public sealed class HistogramComparisonTests
{
    private static readonly long[] Training = [1_000, 2_000, 3_000, 2_000, 2_000, 0, 0];

    [Fact]
    public void equal_shares_are_no_distance()
    {
        var drift = Compare(Training, [.. Training.Select(count => count * 3)]);

        Assert.True(drift.Psi < 1e-6);
        Assert.Equal(0, drift.JensenShannon!.Value, 9);
        Assert.Equal(0, drift.KolmogorovSmirnov!.Value, 9);
        Assert.Equal(DriftBand.Stable, drift.Band);
        Assert.False(drift.ExceedsLimit);
    }

    [Fact]
    public void distances_are_those_computed_by_hand()
    {
        // 50/50 at the training, 90/10 now: PSI = 0.4 ln 1.8 + (-0.4) ln 0.2, KS = 0.4; JS from H(0.7) - (H(0.5) + H(0.9)) / 2.
        var drift = Compare([500_000, 500_000, 0, 0], [900_000, 100_000, 0, 0], cells: 4);

        Assert.Equal(0.4 * Math.Log(1.8) - 0.4 * Math.Log(0.2), drift.Psi!.Value, 4);
        Assert.Equal(0.4, drift.KolmogorovSmirnov!.Value, 9);
        Assert.Equal(Math.Sqrt(Entropy(0.7) - (Entropy(0.5) + Entropy(0.9)) / 2), drift.JensenShannon!.Value, 9);
        Assert.Equal(DriftBand.Major, drift.Band);

        static double Entropy(double p) => -p * Math.Log2(p) - (1 - p) * Math.Log2(1 - p);
    }

    [Fact]
    public void the_limit_is_that_of_both_sample_sizes_and_of_all_comparisons()
    {
        var drift = HistogramComparison.Compare("x", Training, [100, 200, 300, 200, 200, 0, 0], 20, DriftRules.Default);

        Assert.Equal((1.0 / 1_000 + 1.0 / 10_000) * ChiSquare.Quantile(1 - 0.01 / 20, 4), drift.Limit!.Value, 12);
    }

    [Fact]
    public void a_column_that_goes_missing_is_a_major_shift()
    {
        var drift = Compare(Training, [0, 0, 0, 0, 0, 1_000, 0]);

        Assert.Equal(1, drift.Missing);
        Assert.Equal(DriftBand.Major, drift.Band);
        Assert.True(drift.ExceedsLimit);
    }

    [Fact]
    public void unknown_categories_count_as_a_cell_of_their_own()
    {
        var drift = Compare(Training, [90, 180, 270, 180, 180, 0, 100]);

        Assert.Equal(0.1, drift.Unseen, 9);
        Assert.True(drift.ExceedsLimit);
    }

    [Fact]
    public void below_the_least_number_of_orders_nothing_is_said()
    {
        var drift = HistogramComparison.Compare("x", Training, [100, 100, 99, 0, 0, 0, 0], 1, DriftRules.Default);

        Assert.False(drift.HasEnoughData);
        Assert.Null(drift.Band);
        Assert.False(drift.ExceedsLimit);
        Assert.Equal(299, drift.Orders);
    }

    [Fact]
    public void without_any_change_the_limit_is_seldom_passed_and_the_convention_often_at_few_orders()
    {
        const int rounds = 2_000;
        var random = new Random(7);
        int beyond = 0,
            bands = 0;
        for (var round = 0; round < rounds; round++)
        {
            var drift = HistogramComparison.Compare(
                "x",
                Sample(random, 20_000),
                Sample(random, 100),
                1,
                DriftRules.Default with
                {
                    MinimumOrders = 50,
                }
            );
            if (drift.ExceedsLimit)
                beyond++;
            if (drift.Band != DriftBand.Stable)
                bands++;
        }

        Assert.InRange(beyond, 1, rounds * 0.02); // 1 % by construction; the χ² form is slightly generous at ten orders a bin
        Assert.InRange(bands, rounds * 0.25, rounds * 0.55);
    }

    [Fact]
    public void histograms_of_different_cells_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => HistogramComparison.Compare("x", [1, 2, 3], [1, 2, 3, 4], 1, DriftRules.Default));

    private static HistogramDrift Compare(long[] reference, long[] now, int cells = 7)
    {
        Assert.Equal(cells, now.Length);
        return HistogramComparison.Compare("x", reference, now, 1, DriftRules.Default);
    }

    private static long[] Sample(Random random, int orders)
    {
        var counts = new long[12];
        for (var i = 0; i < orders; i++)
            counts[random.Next(10)]++;
        return counts;
    }
}
