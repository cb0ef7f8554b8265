using Streaming.Training.Candidates;
using Streaming.Training.Fitting.LightGbm;

namespace Streaming.Training.Fitting;

/// <summary>Every family by its setting.</summary>
internal static class Families
{
    public static IFamily Of(CandidateFamily family) =>
        family switch
        {
            CandidateFamily.LightGbm => new LightGbmFamily(),
            CandidateFamily.FastTree => new FastTreeFamily(),
            CandidateFamily.FastForest => new FastForestFamily(),
            CandidateFamily.Logistic => new LogisticFamily(),
            _ => throw new ArgumentOutOfRangeException(nameof(family), family, "no such family"),
        };
}
