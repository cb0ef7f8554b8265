using Streaming.Features;
using Streaming.Models.Calibration;
using Streaming.Models.Forests;
using Streaming.Trainer.Fitting;
using Streaming.Trainer.Replay;

namespace Streaming.Trainer.Evaluation;

/// <summary>Puts the figures of the test slice together.</summary>
internal static class Evaluator
{
    public static EvaluationReport Report(
        ReplayedHistory history, TimeSplit split, EncodedRows rows, IReadOnlyList<FamilyTrial> trials, FamilyTrial chosen, PiecewiseLinear calibration,
        IReadOnlyList<double> predecessorRisks, Forest forest, TrainingParameters parameters, TrainingRequest request)
    {
        var delay = FeatureSchema.IndexOf("delivery_delay_days");
        double Probability(float[] vector) => calibration.Probability(forest.Margin(vector));
        var all = new TestSample(
            [.. split.Test.Select(row => row.Satisfied)], [.. split.Test.Select(row => Probability(rows[row.Index]))],
            [.. split.Test.Select(row => (double)rows[row.Index][delay])], predecessorRisks);
        var onAll = all.Measure(request.Policy, parameters.BootstrapDraws, request.Seed);
        var onOpen = all.Where([.. split.Test.Select(row => history.Orders[row.Index].IsOpen)]).Measure(request.Policy, parameters.BootstrapDraws, request.Seed);
        double[] blanked = [.. Enumerable.Range(split.TestFrom, history.Orders.Count - split.TestFrom)
            .Where(order => history.Orders[order] is { IsOpen: true, Blanked.Everything: true }).Select(order => Probability(rows.Blanked(order)!))];
        return new EvaluationReport
        {
            Slices = Slices(history, split, rows, chosen, parameters),
            Family = chosen.Family.Name,
            Candidates = [.. trials.Select(trial => trial.Report with { Chosen = trial == chosen })],
            All = onAll.Model, Open = onOpen.Model,
            Baselines =
            [
                new BaselineReport("lateness", "delivered minus promised in days, as a continuous score", onAll.Lateness, onOpen.Lateness),
                new BaselineReport("predecessor", "the predecessor's features with the same trees", onAll.Predecessor, onOpen.Predecessor),
            ],
            Rules = [.. TestSample.RuleDays.Select((days, i) => new RuleReport(days, onAll.Rules[i], onOpen.Rules[i]))],
            EverythingMissing = blanked.Length == 0 ? null : new SpreadReport(blanked.Length, blanked.Min(), blanked.Average(), blanked.Max()),
            LargestDifferenceToMlNet = 0,
        };
    }

    private static SliceReport Slices(ReplayedHistory history, TimeSplit split, EncodedRows rows, FamilyTrial chosen, TrainingParameters parameters) => new()
    {
        Deliveries = history.Orders.Count, Reviews = history.Labels.Count, TestOrders = history.Orders.Count - split.TestFrom, TestLabelled = split.Test.Count,
        TestBegins = split.TestBegins.ToString(), TestEnds = history.Orders[^1].DeliveredAt.ToString(), FittedRows = split.Fit.Count,
        BlankedRows = split.Fit.Count(row => rows.Blanked(row.Index) is not null), CalibrationRows = chosen.Folds.Sum(fold => fold.Margins.Count), RollingFolds = split.Folds.Count,
        LabelMaturityDays = parameters.LabelMaturityDays, ShareSatisfiedInFit = split.Fit.Count(row => row.Satisfied) / (double)split.Fit.Count, Refit = false,
    };
}
