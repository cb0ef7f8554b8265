using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Streaming.Trainer.Fitting;

/// <summary>ML.NET's FastTree: managed code, runs wherever .NET runs.</summary>
internal sealed class FastTreeFamily : ITreeFamily
{
    public string Name => "fast_tree";

    public FittedTrees Fit(FitInput input, MissingEncoding encoding, long seed)
    {
        var context = new MLContext((int)seed);
        var settings = input.Parameters;
        var trainer = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = settings.Trees,
            NumberOfLeaves = settings.LeavesPerTree,
            LearningRate = settings.LearningRate,
            FeatureFraction = settings.FeatureFraction,
            BaggingSize = settings.BaggingFraction < 1 ? 1 : 0,
            BaggingExampleFraction = settings.BaggingFraction,
            MinimumExampleCountPerLeaf = settings.MinimumRowsPerLeaf,
            MaximumBinCountPerFeature = settings.MaximumBins,
            NumberOfThreads = settings.Threads,
            Seed = (int)seed,
            FeatureSelectionSeed = (int)seed + 1,
        });
        var fitted = trainer.Fit(FitRow.View(context, input, encoding));
        return new FittedTrees(context, fitted, fitted.Model.SubModel, fitted.Model.Calibrator, encoding);
    }
}
