using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Fitting;
using Streaming.Training.Fitting.LightGbm;
using Xunit;

namespace Streaming.Training.Tests.Fitting.LightGbm;

public sealed class LightGbmModelTests
{
    [Theory]
    [InlineData(0.5, 0.5f)]
    [InlineData(0.1, 0.099999994f)]
    [InlineData(-0.1, -0.1f)]
    [InlineData(1e308, float.MaxValue)]
    [InlineData(-1e308, float.NegativeInfinity)]
    public void a_threshold_becomes_the_largest_float_that_is_not_above_it(double threshold, float expected)
    {
        Assert.Equal(expected, LightGbmModel.RoundedDown(threshold));
        Assert.False(MathF.BitIncrement(expected) <= threshold);
    }

    [Fact]
    public void a_split_between_two_adjacent_floats_parts_them_in_our_forest_too()
    {
        LightGbmHere.OrSkip();
        // LightGBM's threshold is a little above their middle: the nearest float to it is the upper one.
        var (below, above) = (16777213f, 16777214f);
        var (near, next) = (1f, MathF.BitIncrement(1f));
        var vectors = Enumerable.Range(0, 400).Select(i => new[] { i % 2 == 0 ? below : above, i / 2 % 2 == 0 ? near : next }).ToArray();
        bool[] satisfied = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 1 || i % 4 == 2)];
        using var rows = new FitRows(vectors, satisfied, [0, 1]);
        var settings = new CandidateParameters
        {
            Trees = 30,
            LeavesPerTree = 4,
            MinimumRowsPerLeaf = 1,
            FeatureFraction = 1,
            BaggingFraction = 0.7,
            L2 = 0,
            LearningRate = 0.3,
        };
        var fitted = FittedForest.Fit(new LightGbmFamily(), new FitInput(rows, settings), [3], 2, TestContext.Current.CancellationToken);
        fitted.CheckImport(vectors);
        Assert.Equal(4, vectors.Take(4).Select(vector => fitted.Forest.Margin(vector)).Distinct().Count());
        for (var i = 0; i < 4; i++)
            Assert.Equal(satisfied[i], fitted.Forest.Margin(vectors[i]) > 0);
    }

    [Fact]
    public void rows_that_no_branch_parts_become_a_leaf_of_their_share()
    {
        LightGbmHere.OrSkip();
        float[] alike = [1, 2];
        using var rows = new FitRows([.. Enumerable.Repeat(alike, 100)], [.. Enumerable.Range(0, 100).Select(i => i < 80)], [0, 1]);
        var fitted = FittedForest.Fit(
            new LightGbmFamily(),
            new FitInput(rows, new CandidateParameters()),
            [3],
            2,
            TestContext.Current.CancellationToken
        );
        Assert.Equal((1, 0), (fitted.Forest.TreeCount, fitted.Forest.NodeCount));
        Assert.Equal(Math.Log(4), fitted.Forest.Margin(alike), 1e-6);
        fitted.CheckImport([alike]);
    }

    [Fact]
    public void a_refusal_says_which_call_failed_and_gives_LightGBMs_words()
    {
        LightGbmHere.OrSkip();
        using var rows = Synthetic.Input(300, 1, new CandidateParameters()).Rows;
        var refused = Assert.Throws<TrainingException>(() =>
            Booster.On(rows.BinnedAs(new CandidateParameters()), "objective=binary num_leaves=1")
        );
        Assert.Contains("to begin a fit", refused.Message);
        Assert.Contains("num_leaves", refused.Message);
        Assert.Contains("a model's text", Assert.Throws<TrainingException>(() => Booster.Load("no model")).Message);
    }

    [Fact]
    public void a_cancelled_fit_ends_between_two_trees()
    {
        LightGbmHere.OrSkip();
        var input = Synthetic.Input(3000, 1, new CandidateParameters { Trees = 2000 });
        using var rows = input.Rows;
        Assert.Throws<OperationCanceledException>(() => new LightGbmFamily().Fit(input, 1, new CancellationToken(canceled: true)));
    }
}
