using Streaming.Contracts;
using Streaming.Training.Fitting;

namespace Streaming.Training.Replay;

/// <summary>A labelled row: where it stands among the orders in delivery order, and whether its customer was satisfied.</summary>
public readonly record struct LabelledRow(int Index, bool Satisfied);

/// <summary>One rolling fold: fitted on what was known when its first order was delivered, predicting what came after.</summary>
public sealed record Fold(LocalTime Begins, IReadOnlyList<LabelledRow> Fit, IReadOnlyList<LabelledRow> Predict);

/// <summary>
/// Who fits, who calibrates, who tests, by time only. A slice is fitted on orders that were delivered at least the maturity before it
/// begins,
/// with the labels known by then; the days just before a slice are half answered, and the quick answers are the unhappy ones.
/// </summary>
public sealed record TimeSplit
{
    /// <summary>Index of the first order of the test slice.</summary>
    public required int TestFrom { get; init; }

    /// <summary>Its delivery.</summary>
    public required LocalTime TestBegins { get; init; }

    /// <summary>Index after the last order of the test slice: what was delivered later is too young to be judged.</summary>
    public required int TestTo { get; init; }

    /// <summary>What may be fitted before the test slice begins.</summary>
    public required IReadOnlyList<LabelledRow> Fit { get; init; }

    /// <summary>Every reviewed order of the test slice, with its label at the end of the data, for which it had the maturity.</summary>
    public required IReadOnlyList<LabelledRow> Test { get; init; }

    /// <summary>Orders of the last fold that were delivered shortly before the test slice, with the label known when it begins: nobody
    /// fits on them, the calibration's level of open orders follows them.</summary>
    public required IReadOnlyList<LabelledRow> Recent { get; init; }

    /// <summary>All before the test slice, in time order.</summary>
    public required IReadOnlyList<Fold> Folds { get; init; }

    /// <param name="orders">In the order of <see cref="DeliveredOrder.Compare"/>; at least two of them <see
    /// cref="MatureCount">mature</see>.</param>
    /// <param name="ends">The latest recorded time of the data: what is known is known by then.</param>
    /// <param name="parameters">Shares, folds and maturity.</param>
    public static TimeSplit Of(IReadOnlyList<DeliveredOrder> orders, LocalTime ends, TrainingParameters parameters)
    {
        var mature = MatureCount(orders, ends, parameters);
        var testFrom = Math.Clamp(mature - (int)Math.Round(mature * parameters.TestShare), 1, mature - 1);
        var begins = orders[testFrom].DeliveredAt;
        var folds = RollingFolds(orders, testFrom, begins, parameters);
        return new TimeSplit
        {
            TestFrom = testFrom,
            TestBegins = begins,
            TestTo = mature,
            Fit = FitRows(orders, testFrom, begins, parameters),
            Test = Rows(orders, testFrom, mature, LocalTime.MaxValue, LocalTime.MaxValue),
            Recent = RecentAt(orders, testFrom, begins, folds.Count > 0 ? folds[^1].Begins : begins, parameters),
            Folds = folds,
        };
    }

    /// <summary>
    /// How many orders, from the first on, were delivered at least the maturity before the data end. The others are half answered by the
    /// quick, who are the unhappy ones:
    /// measured on them, every model would look as if it promised too much.
    /// </summary>
    public static int MatureCount(IReadOnlyList<DeliveredOrder> orders, LocalTime ends, TrainingParameters parameters)
    {
        var latest = Mature(ends, parameters);
        return orders.TakeWhile(order => order.DeliveredAt <= latest).Count();
    }

    /// <summary>What may be fitted at a moment after which nothing is known.</summary>
    public static IReadOnlyList<LabelledRow> FitAt(IReadOnlyList<DeliveredOrder> orders, LocalTime moment, TrainingParameters parameters) =>
        FitRows(orders, orders.Count, moment, parameters);

    /// <summary>Orders delivered shortly before a moment, with the labels known then; none of them before <paramref
    /// name="unseenFrom"/>.</summary>
    public static IReadOnlyList<LabelledRow> RecentAt(
        IReadOnlyList<DeliveredOrder> orders,
        int end,
        LocalTime moment,
        LocalTime unseenFrom,
        TrainingParameters parameters
    )
    {
        var from = LocalTime.Later(unseenFrom, Before(moment, parameters.RecentToDays));
        return
        [
            .. Rows(orders, 0, end, moment, Before(moment, parameters.RecentFromDays)).Where(row => orders[row.Index].DeliveredAt >= from),
        ];
    }

    private static List<Fold> RollingFolds(
        IReadOnlyList<DeliveredOrder> orders,
        int testFrom,
        LocalTime testBegins,
        TrainingParameters parameters
    )
    {
        var first = (int)(testFrom * parameters.FirstFoldFrom);
        var folds = new List<Fold>();
        for (var fold = 0; fold < parameters.RollingFolds; fold++)
        {
            var from = first + (int)((long)(testFrom - first) * fold / parameters.RollingFolds);
            var to = first + (int)((long)(testFrom - first) * (fold + 1) / parameters.RollingFolds);
            if (from >= to)
                continue;
            var begins = orders[from].DeliveredAt;
            folds.Add(
                new Fold(
                    begins,
                    FitRows(orders, from, begins, parameters),
                    Rows(orders, from, to, testBegins, Mature(testBegins, parameters))
                )
            );
        }

        return folds;
    }

    private static List<LabelledRow> FitRows(
        IReadOnlyList<DeliveredOrder> orders,
        int end,
        LocalTime begins,
        TrainingParameters parameters
    ) => Rows(orders, 0, end, begins, Mature(begins, parameters));

    private static LocalTime Mature(LocalTime moment, TrainingParameters parameters) => Before(moment, parameters.LabelMaturityDays);

    private static LocalTime Before(LocalTime moment, int days) => moment.AddMilliseconds(-days * LocalTime.MillisecondsPerDay);

    private static List<LabelledRow> Rows(
        IReadOnlyList<DeliveredOrder> orders,
        int from,
        int to,
        LocalTime labelsBefore,
        LocalTime deliveredUpTo
    )
    {
        var rows = new List<LabelledRow>(to - from);
        for (var i = from; i < to && orders[i].DeliveredAt <= deliveredUpTo; i++)
            if (orders[i].Satisfied(labelsBefore) is { } satisfied)
                rows.Add(new LabelledRow(i, satisfied));
        return rows;
    }
}
