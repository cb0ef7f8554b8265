using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Split;

/// <summary>The slices in numbers, for people; times are local.</summary>
public sealed record SplitReport
{
    public required string TestBegins { get; init; }

    public required string TestEnds { get; init; }

    public required int TestOrders { get; init; }

    public required int TestLabelled { get; init; }

    /// <summary>Deliveries after the test slice, whose labels had no time to come: neither fitted nor judged.</summary>
    public required int TooYoung { get; init; }

    public required int FittedRows { get; init; }

    public required double ShareSatisfiedInFit { get; init; }

    public required int RecentRows { get; init; }

    public required IReadOnlyList<FoldReport> Folds { get; init; }

    public static SplitReport Of(OrderTable table, TimeSplit split) =>
        new SplitReport
        {
            TestBegins = split.TestBegins.ToString(),
            TestEnds = table.Orders[split.TestTo - 1].DeliveredAt.ToString(),
            TestOrders = split.TestTo - split.TestFrom,
            TestLabelled = split.Test.Count,
            TooYoung = table.Orders.Count - split.TestTo,
            FittedRows = split.Fit.Count,
            ShareSatisfiedInFit = split.Fit.Count(row => row.Satisfied) / (double)split.Fit.Count,
            RecentRows = split.Recent.Count,
            Folds = [.. split.Folds.Select(fold => new FoldReport(fold.Begins.ToString(), fold.Fit.Count, fold.Predict.Count))],
        };
}

/// <summary>One rolling fold.</summary>
public sealed record FoldReport(string Begins, int FittedRows, int PredictedRows);
