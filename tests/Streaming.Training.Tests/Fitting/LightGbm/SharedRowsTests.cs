using Streaming.Models.Forests;
using Streaming.Training.Candidates;
using Streaming.Training.Fitting;
using Streaming.Training.Fitting.LightGbm;
using Xunit;

namespace Streaming.Training.Tests.Fitting.LightGbm;

/// <summary>Fits share their rows and run side by side, and none of that moves a bit.</summary>
public sealed class SharedRowsTests
{
    private static readonly CandidateParameters[] Settings =
    [
        new() { Trees = 40, MinimumRowsPerLeaf = 20 },
        new()
        {
            Trees = 20,
            LeavesPerTree = 24,
            MinimumRowsPerLeaf = 5,
        },
        new() { Trees = 40, MaximumBins = 31 },
        new() { Trees = 40, UnsatisfiedWeight = 4 },
        new()
        {
            Trees = 30,
            BaggingFraction = 1,
            FeatureFraction = 1,
        },
        new() { Trees = 30, BaggingFraction = 0.3 },
    ];

    public SharedRowsTests() => LightGbmHere.OrSkip();

    [Fact]
    public void shared_rows_give_the_bits_of_separate_ones_also_when_two_fits_run_at_once()
    {
        var separate = Settings
            .Select(setting =>
            {
                var input = Synthetic.Input(3000, 1, setting);
                using var own = input.Rows;
                return Fit(input);
            })
            .ToArray();
        using var rows = Synthetic.Input(3000, 1, Settings[0]).Rows;
        var one_after_the_other = Settings.Select(setting => Fit(new FitInput(rows, setting))).ToArray();
        Assert.Equal(separate, one_after_the_other);

        using var others = Synthetic.Input(3000, 1, Settings[0]).Rows;
        var at_once = new string[Settings.Length];
        Parallel.For(
            0,
            Settings.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            i => at_once[i] = Fit(new FitInput(others, Settings[i]))
        );
        Assert.Equal(separate, at_once);
        Assert.Equal(Settings.Length, separate.Distinct().Count());
    }

    [Fact]
    public void rows_are_binned_once_for_equal_bins_and_weights()
    {
        using var rows = Synthetic.Input(500, 1, Settings[0]).Rows;
        Assert.Same(rows.BinnedAs(Settings[0]), rows.BinnedAs(Settings[1]));
        Assert.NotSame(rows.BinnedAs(Settings[0]), rows.BinnedAs(Settings[2]));
        Assert.NotSame(rows.BinnedAs(Settings[0]), rows.BinnedAs(Settings[3]));
    }

    [Fact]
    public void the_bins_go_with_the_rows_and_not_before_a_booster_on_them()
    {
        var rows = Synthetic.Input(500, 1, Settings[0]).Rows;
        var dataset = rows.BinnedAs(Settings[0]);
        using (var booster = Booster.On(dataset, "objective=binary num_threads=1 verbosity=-1"))
        {
            rows.Dispose();
            Assert.True(booster.Grow()); // reads the rows
        }

        Assert.True(dataset.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => Booster.On(dataset, ""));
    }

    /// <summary>Every bit of its arrays.</summary>
    private static string Fit(FitInput input)
    {
        var builder = new ForestBuilder(Synthetic.Features);
        new LightGbmFamily().Fit(input, 7, TestContext.Current.CancellationToken).AddTo(builder, 1);
        var arrays = builder.Build().Arrays;
        return string.Join(
            ' ',
            [
                .. arrays.Features,
                .. arrays.Thresholds.Select(BitConverter.SingleToInt32Bits),
                .. arrays.Left,
                .. arrays.Right,
                .. arrays.LeafValues,
            ]
        );
    }
}
