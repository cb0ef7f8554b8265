namespace Streaming.Training.Candidates;

/// <summary>The settings that a search tries.</summary>
internal static class SearchSpace
{
    /// <summary>Each drawn on its own and evenly over its range, learning rates evenly over their logarithm; what is not searched stays as
    /// stated. Equal seeds give equal settings.</summary>
    public static IEnumerable<CandidateParameters> Draw(CandidateParameters stated, SearchParameters search, long seed)
    {
        var random = new SeededRandom(seed);
        for (var trial = 0; trial < search.Trials; trial++)
        {
            var leaves = search.LeavesFrom + random.Below(search.LeavesTo - search.LeavesFrom + 1);
            var rate = search.LearningRateFrom * Math.Pow(search.LearningRateTo / search.LearningRateFrom, random.Share());
            var fraction = search.FeatureFractionFrom + random.Share() * (search.FeatureFractionTo - search.FeatureFractionFrom);
            yield return stated with
            {
                LeavesPerTree = leaves,
                LearningRate = Math.Round(rate, 4),
                FeatureFraction = Math.Round(fraction, 3),
            };
        }
    }
}
