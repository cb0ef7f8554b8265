using Streaming.Training.Calibrating;
using Streaming.Training.Evaluation;

namespace Streaming.Training.Candidates;

/// <summary>How out-of-time predictions before the test slice ranked: means over the folds, weighted by their rows; null where no fold has
/// both classes.</summary>
public sealed record FoldFigures(double? OpenPrAuc, double? OpenRocAuc, double? AllPrAuc, double? AllRocAuc)
{
    public static FoldFigures Of(IReadOnlyList<PopulationSample> folds)
    {
        RankedSample[] all = [.. folds.Select(fold => Rank(fold.All))],
            open = [.. folds.Select(fold => Rank(fold.Of(open: true)))];
        return new FoldFigures(
            Mean(open, one => one.PrAuc()),
            Mean(open, one => one.RocAuc()),
            Mean(all, one => one.PrAuc()),
            Mean(all, one => one.RocAuc())
        );
    }

    private static RankedSample Rank(CalibrationSample sample) =>
        new([.. sample.Margins.Select(margin => -margin)], [.. sample.Satisfied.Select(satisfied => !satisfied)]);

    private static double? Mean(IReadOnlyList<RankedSample> folds, Func<RankedSample, double> figure)
    {
        double sum = 0,
            weight = 0;
        foreach (var fold in folds)
        {
            var value = figure(fold);
            if (double.IsNaN(value))
                continue;
            sum += value * fold.Count;
            weight += fold.Count;
        }

        return weight > 0 ? sum / weight : null;
    }
}
