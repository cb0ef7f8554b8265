using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace Streaming.Trainer.Fitting;

/// <summary>LightGBM through ML.NET: native code, deterministic.</summary>
/// <remarks>
/// One thread: its OpenMP threads wait by spinning, so that on a machine with other work two of them took 60 to 130 s for a fit that
/// takes 3 s alone. One thread adds up row after row in either of LightGBM's layouts, so which one it takes by trying changes no bit; made to go row by row,
/// a training took a tenth more of processor time.
/// </remarks>
internal sealed class LightGbmFamily : IFamily
{
    public IFittedModel Fit(FitInput input, MissingEncoding encoding, long seed)
    {
        var context = new MLContext((int)seed);
        var settings = input.Parameters;
        var options = new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = settings.Trees,
            NumberOfLeaves = settings.LeavesPerTree,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.MinimumRowsPerLeaf,
            MaximumBinCountPerFeature = settings.MaximumBins,
            NumberOfThreads = 1,
            Seed = (int)seed,
            Deterministic = true,
            HandleMissingValue = false, // missing is a number here, see MissingEncoding
            UseCategoricalSplit = false,
            Sigmoid = 1, // raw scores are log-odds
            ExampleWeightColumnName = FitRow.WeightColumn(input),
            Booster = new GradientBooster.Options
            {
                FeatureFraction = settings.FeatureFraction,
                SubsampleFraction = settings.BaggingFraction,
                SubsampleFrequency = settings.BaggingFraction < 1 ? 1 : 0,
                L2Regularization = settings.L2,
                L1Regularization = 0,
            },
        };
        try
        {
            var fitted = context.BinaryClassification.Trainers.LightGbm(options).Fit(FitRow.View(context, input, encoding));
            var ensemble = fitted.Model.SubModel.TrainedTreeEnsemble;
            return new FittedTrees(context, fitted, ensemble.Trees, ensemble.TreeWeights, ensemble.Bias, -fitted.Model.Calibrator.Slope, -fitted.Model.Calibrator.Offset, encoding);
        }
        catch (Exception broken) when (IsMissingLibrary(broken))
        {
            throw new FamilyUnavailableException("LightGBM's native library cannot be loaded; on Debian: apt-get install libgomp1", broken);
        }
    }

    private static bool IsMissingLibrary(Exception exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
            if (at is DllNotFoundException or BadImageFormatException) return true;
        return false;
    }
}
