using Streaming.Training;
using Streaming.Training.Candidates;

namespace Streaming.Training.Tests;

/// <summary>Every family, small enough for a small market.</summary>
internal static class SmallCandidates
{
    public static readonly TrainingParameters Parameters = new()
    {
        RollingFolds = 2,
        BootstrapDraws = 50,
        Candidates = new Dictionary<string, CandidateParameters>
        {
            ["boosted"] = new()
            {
                Family = CandidateFamily.FastTree,
                Trees = 60,
                MinimumRowsPerLeaf = 20,
            },
            ["native"] = new()
            {
                Trees = 60,
                MinimumRowsPerLeaf = 20,
                Forests = 2,
            },
            ["averaged"] = new()
            {
                Family = CandidateFamily.FastForest,
                Trees = 10,
                LeavesPerTree = 10,
                MinimumRowsPerLeaf = 20,
            },
            ["plain"] = new()
            {
                Family = CandidateFamily.Logistic,
                Trees = 6,
                LearningRate = 0.5,
                L2 = 20,
                MaximumBins = 10,
            },
        },
    };
}
