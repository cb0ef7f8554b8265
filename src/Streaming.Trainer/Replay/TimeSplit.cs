using Streaming.Contracts;

namespace Streaming.Trainer.Replay;

/// <summary>A labelled row: where it stands among the orders in delivery order, and whether its customer was satisfied.</summary>
public readonly record struct LabelledRow(int Index, bool Satisfied);

/// <summary>One rolling fold: fitted on what was known when its first order was delivered, predicting what came after.</summary>
public sealed record Fold(LocalTime Begins, IReadOnlyList<LabelledRow> Fit, IReadOnlyList<LabelledRow> Predict);

/// <summary>
/// Who fits, who calibrates, who tests, by time only. A slice is fitted on orders that were delivered at least the maturity before it begins,
/// with the labels known by then; the days just before a slice are half answered, and the quick answers are the unhappy ones.
/// </summary>
public sealed class TimeSplit
{
    private readonly IReadOnlyList<DeliveredOrder> orders;
    private readonly LabelBook labels;
    private readonly long maturityMs;

    /// <param name="orders">In the order of <see cref="DeliveredOrder.Compare"/>; at least two.</param>
    /// <param name="labels">Every review.</param>
    /// <param name="parameters">Shares, folds and maturity.</param>
    public TimeSplit(IReadOnlyList<DeliveredOrder> orders, LabelBook labels, TrainingParameters parameters)
    {
        this.orders = orders;
        this.labels = labels;
        maturityMs = parameters.LabelMaturityDays * LocalTime.MillisecondsPerDay;
        TestFrom = Math.Clamp(orders.Count - (int)Math.Round(orders.Count * parameters.TestShare), 1, orders.Count - 1);
        TestBegins = orders[TestFrom].DeliveredAt;
        Test = Rows(TestFrom, orders.Count, LocalTime.MaxValue, LocalTime.MaxValue);
        Fit = FitRows(TestFrom, TestBegins);
        Folds = RollingFolds(parameters);
    }

    /// <summary>Index of the first order of the test slice.</summary>
    public int TestFrom { get; }

    public LocalTime TestBegins { get; }

    /// <summary>Every reviewed order of the test slice, with its final label.</summary>
    public IReadOnlyList<LabelledRow> Test { get; }

    /// <summary>What may be fitted before the test slice begins.</summary>
    public IReadOnlyList<LabelledRow> Fit { get; }

    /// <summary>All before the test slice, in time order.</summary>
    public IReadOnlyList<Fold> Folds { get; }

    /// <summary>What may be fitted at a moment after which nothing is known.</summary>
    public IReadOnlyList<LabelledRow> FitAt(LocalTime moment) => FitRows(orders.Count, moment);

    private List<Fold> RollingFolds(TrainingParameters parameters)
    {
        var first = (int)(TestFrom * parameters.FirstFoldFrom);
        var folds = new List<Fold>();
        for (var fold = 0; fold < parameters.RollingFolds; fold++)
        {
            var from = first + (int)((long)(TestFrom - first) * fold / parameters.RollingFolds);
            var to = first + (int)((long)(TestFrom - first) * (fold + 1) / parameters.RollingFolds);
            if (from >= to) continue;
            var begins = orders[from].DeliveredAt;
            folds.Add(new Fold(begins, FitRows(from, begins), Rows(from, to, TestBegins, TestBegins.AddMilliseconds(-maturityMs))));
        }

        return folds;
    }

    private List<LabelledRow> FitRows(int end, LocalTime begins) => Rows(0, end, begins, begins.AddMilliseconds(-maturityMs));

    private List<LabelledRow> Rows(int from, int to, LocalTime labelsBefore, LocalTime deliveredUpTo)
    {
        var rows = new List<LabelledRow>(to - from);
        for (var i = from; i < to && orders[i].DeliveredAt <= deliveredUpTo; i++)
            if (labels.Satisfied(orders[i].OrderId, labelsBefore) is { } satisfied) rows.Add(new LabelledRow(i, satisfied));
        return rows;
    }
}
