using Streaming.Training.Candidates;
using Xunit;

namespace Streaming.Training.Tests.Candidates;

public sealed class SearchSpaceTests
{
    private static readonly CandidateParameters Stated = new() { Trees = 77 };
    private static readonly SearchParameters Search = new()
    {
        Trials = 50,
        LeavesFrom = 4,
        LeavesTo = 6,
        LearningRateFrom = 0.01,
        LearningRateTo = 0.1,
        FeatureFractionFrom = 0.2,
        FeatureFractionTo = 0.4,
    };

    [Fact]
    public void every_setting_is_within_its_range_and_the_rest_as_stated()
    {
        CandidateParameters[] drawn = [.. SearchSpace.Draw(Stated, Search, 5)];
        Assert.Equal(50, drawn.Length);
        Assert.Equal([4, 5, 6], drawn.Select(one => one.LeavesPerTree).Distinct().Order());
        Assert.All(drawn, one => Assert.True(one is { Trees: 77, LearningRate: >= 0.01 and <= 0.1, FeatureFraction: >= 0.2 and <= 0.4 }));
    }

    [Fact]
    public void equal_seeds_draw_equal_settings_and_more_trials_begin_alike()
    {
        Assert.Equal(SearchSpace.Draw(Stated, Search, 5), SearchSpace.Draw(Stated, Search, 5));
        Assert.Equal(SearchSpace.Draw(Stated, Search, 5).Take(10), SearchSpace.Draw(Stated, Search with { Trials = 10 }, 5));
    }
}
