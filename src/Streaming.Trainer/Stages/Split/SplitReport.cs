using Streaming.Trainer.Replay;

namespace Streaming.Trainer.Stages.Split;

/// <summary>The slices in numbers, for people; times are local.</summary>
public sealed record SplitReport(string TestBegins, string TestEnds, int TestOrders, int TestLabelled, int FittedRows, double ShareSatisfiedInFit, int RecentRows, IReadOnlyList<FoldReport> Folds)
{
    public static SplitReport Of(OrderTable table, TimeSplit split) => new(
        split.TestBegins.ToString(), table.Orders[^1].DeliveredAt.ToString(), table.Orders.Count - split.TestFrom, split.Test.Count, split.Fit.Count,
        split.Fit.Count(row => row.Satisfied) / (double)split.Fit.Count, split.Recent.Count, [.. split.Folds.Select(fold => new FoldReport(fold.Begins.ToString(), fold.Fit.Count, fold.Predict.Count))]);
}

/// <summary>One rolling fold.</summary>
public sealed record FoldReport(string Begins, int FittedRows, int PredictedRows);
