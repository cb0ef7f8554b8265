using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Streaming.Training.Calibrating;

namespace Streaming.Training.Fitting;

/// <summary>ML.NET's FastForest: averaged trees, managed code, one thread.</summary>
/// <remarks>
/// Its raw score is a sum of leaf means and no log-odds. A logistic curve of the fitted rows gives the unit, so that its margins can be
/// read beside those
/// of the other families; how far they may be trusted is the calibration's business.
/// </remarks>
internal sealed class FastForestFamily : IFamily
{
    public IFittedModel Fit(FitInput input, long seed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var context = new MLContext((int)seed);
        var settings = input.Parameters;
        var trainer = context.BinaryClassification.Trainers.FastForest(
            new FastForestBinaryTrainer.Options
            {
                NumberOfTrees = settings.Trees,
                NumberOfLeaves = settings.LeavesPerTree,
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
        var view = FitRow.View(context, input);
        var fitted = trainer.Fit(view);
        double[] raw = [.. fitted.Transform(view).GetColumn<float>("Score").Select(score => (double)score)];
        var (scale, offset) = Unit(raw, input.Rows.Satisfied);
        var ensemble = fitted.Model.TrainedTreeEnsemble;
        return new FittedTrees(
            context,
            fitted,
            new RawTrees(ensemble.Trees, ensemble.TreeWeights, ensemble.Bias, scale, offset),
            input.Rows.Encoding
        );
    }

    /// <summary>Newton's steps want scores around 0 and of size 1.</summary>
    private static (double Scale, double Offset) Unit(double[] raw, IReadOnlyList<bool> satisfied)
    {
        var mean = raw.Average();
        var deviation = Math.Sqrt(raw.Average(score => (score - mean) * (score - mean)));
        if (!(deviation > 0))
            return (1, -mean);
        var standard = new CalibrationSample([.. raw.Select(score => (score - mean) / deviation)], satisfied);
        var slope = PlattScaling.Slope([standard]);
        return (slope / deviation, PlattScaling.Level(slope, standard) - slope * mean / deviation);
    }
}
