using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Streaming.Training.Fitting;

/// <summary>ML.NET's FastTree: managed code, one thread, so that fits can run side by side.</summary>
internal sealed class FastTreeFamily : IFamily
{
    public IFittedModel Fit(FitInput input, long seed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var context = new MLContext((int)seed);
        var settings = input.Parameters;
        var trainer = context.BinaryClassification.Trainers.FastTree(
            new FastTreeBinaryTrainer.Options
            {
                NumberOfTrees = settings.Trees,
                NumberOfLeaves = settings.LeavesPerTree,
                LearningRate = settings.LearningRate,
                FeatureFraction = settings.FeatureFraction,
                BaggingSize = settings.BaggingFraction < 1 ? 1 : 0,
                BaggingExampleFraction = settings.BaggingFraction,
                MinimumExampleCountPerLeaf = settings.MinimumRowsPerLeaf,
                MaximumBinCountPerFeature = settings.MaximumBins,
                NumberOfThreads = 1,
                Seed = (int)seed,
                FeatureSelectionSeed = (int)seed + 1,
                ExampleWeightColumnName = FitRow.WeightColumn(input),
            }
        );
        var fitted = trainer.Fit(FitRow.View(context, input));
        var ensemble = fitted.Model.SubModel.TrainedTreeEnsemble;
        var (scale, offset) = (-fitted.Model.Calibrator.Slope, -fitted.Model.Calibrator.Offset);
        return new FittedTrees(
            context,
            fitted,
            new RawTrees(ensemble.Trees, ensemble.TreeWeights, ensemble.Bias, scale, offset),
            input.Rows.Encoding
        );
    }
}
