using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Split;

/// <summary>The slices in numbers, for people; times are local.</summary>
/// <param name="TooYoung">Deliveries after the test slice, whose labels had no time to come: neither fitted nor judged.</param>
public sealed record SplitReport(
    string TestBegins,
    string TestEnds,
    int TestOrders,
    int TestLabelled,
    int TooYoung,
    int FittedRows,
    double ShareSatisfiedInFit,
    int RecentRows,
    IReadOnlyList<FoldReport> Folds
)
{
    public static SplitReport Of(OrderTable table, TimeSplit split) =>
        new(
            split.TestBegins.ToString(),
            table.Orders[split.TestTo - 1].DeliveredAt.ToString(),
            split.TestTo - split.TestFrom,
            split.Test.Count,
            table.Orders.Count - split.TestTo,
            split.Fit.Count,
            split.Fit.Count(row => row.Satisfied) / (double)split.Fit.Count,
            split.Recent.Count,
            [.. split.Folds.Select(fold => new FoldReport(fold.Begins.ToString(), fold.Fit.Count, fold.Predict.Count))]
        );
}

/// <summary>One rolling fold.</summary>
public sealed record FoldReport(string Begins, int FittedRows, int PredictedRows);
