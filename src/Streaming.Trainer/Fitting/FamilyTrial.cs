using Streaming.Trainer.Calibrating;
using Streaming.Trainer.Evaluation;
using Streaming.Trainer.Replay;

namespace Streaming.Trainer.Fitting;

/// <summary>One family's out-of-time predictions over the rolling folds: what it is chosen by, and what the calibration is fitted on.</summary>
/// <param name="Family">Who predicted.</param>
/// <param name="Folds">The predictions, fold by fold.</param>
/// <param name="Report">Means over the folds, weighted by their rows.</param>
internal sealed record FamilyTrial(ITreeFamily Family, IReadOnlyList<CalibrationSample> Folds, CandidateReport Report)
{
    /// <param name="family">To be tried.</param>
    /// <param name="folds">With both classes to fit and to predict.</param>
    /// <param name="forest">Fits the family on a fold's rows and returns the margins of the rows to predict.</param>
    /// <param name="isOpen">Of an order, by its index.</param>
    public static FamilyTrial Run(ITreeFamily family, IReadOnlyList<Fold> folds, Func<Fold, double[]> forest, Func<int, bool> isOpen)
    {
        var predictions = new List<CalibrationSample>(folds.Count);
        WeightedMean openPr = new(), openRoc = new(), allPr = new(), allRoc = new();
        foreach (var fold in folds)
        {
            var predicted = forest(fold);
            predictions.Add(new CalibrationSample(predicted, [.. fold.Predict.Select(row => row.Satisfied)]));
            Measure(fold.Predict, predicted, _ => true, allPr, allRoc);
            Measure(fold.Predict, predicted, isOpen, openPr, openRoc);
        }

        return new FamilyTrial(family, predictions, new CandidateReport(family.Name, openPr.Value, openRoc.Value, allPr.Value, allRoc.Value, Chosen: false));
    }

    private static void Measure(IReadOnlyList<LabelledRow> rows, double[] margins, Func<int, bool> keep, WeightedMean pr, WeightedMean roc)
    {
        var risks = new List<double>(rows.Count);
        var unsatisfied = new List<bool>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            if (!keep(rows[i].Index)) continue;
            risks.Add(-margins[i]);
            unsatisfied.Add(!rows[i].Satisfied);
        }

        var ranked = new RankedSample(risks, unsatisfied);
        pr.Add(ranked.PrAuc(), risks.Count);
        roc.Add(ranked.RocAuc(), risks.Count);
    }

    private sealed class WeightedMean
    {
        private double sum;
        private double weight;

        public double? Value => weight > 0 ? sum / weight : null;

        public void Add(double value, double rows)
        {
            if (double.IsNaN(value)) return;
            sum += value * rows;
            weight += rows;
        }
    }
}
