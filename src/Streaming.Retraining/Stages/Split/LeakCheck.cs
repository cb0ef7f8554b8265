using Streaming.Contracts;
using Streaming.Training;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Split;

/// <summary>Looks at a finished split, whoever made it: nothing is fitted that was delivered too late or known too late, and nobody is on
/// both sides.</summary>
public static class LeakCheck
{
    /// <exception cref="StageException">A row leaks; names the slice, the order and the moment.</exception>
    public static void Require(IReadOnlyList<DeliveredOrder> orders, LocalTime ends, TimeSplit split, TrainingParameters parameters)
    {
        var maturity = parameters.LabelMaturityDays * LocalTime.MillisecondsPerDay;
        MatureOf(orders, split.Test, ends, maturity);
        Known(orders, split.Fit, split.TestBegins, maturity, "the fit");
        Known(orders, split.Recent, split.TestBegins, parameters.RecentFromDays * LocalTime.MillisecondsPerDay, "the recent orders");
        Apart(orders, split.Fit, split.Test, "the test slice");
        Apart(orders, split.Recent, split.Test, "the test slice");
        foreach (var fold in split.Folds)
        {
            Known(orders, fold.Fit, fold.Begins, maturity, $"the fold that begins {fold.Begins}");
            Known(orders, fold.Predict, split.TestBegins, maturity, $"the predictions of the fold that begins {fold.Begins}");
            Apart(orders, fold.Fit, fold.Predict, $"the predictions of the fold that begins {fold.Begins}");
            Apart(orders, fold.Predict, split.Test, "the test slice");
        }

        if (split.Folds.Count > 0)
            Apart(orders, split.Folds[^1].Fit, split.Recent, "the recent orders");
    }

    /// <summary>Half answered orders would be judged by the quick answers.</summary>
    private static void MatureOf(IReadOnlyList<DeliveredOrder> orders, IReadOnlyList<LabelledRow> test, LocalTime ends, long maturity)
    {
        foreach (var row in test)
            if (orders[row.Index].DeliveredAt > ends.AddMilliseconds(-maturity))
                throw Leak(
                    $"the test slice holds order {orders[row.Index].OrderId}, delivered {orders[row.Index].DeliveredAt}; "
                        + $"the data end {ends}, and its label had no time to come"
                );
    }

    private static void Known(
        IReadOnlyList<DeliveredOrder> orders,
        IReadOnlyList<LabelledRow> rows,
        LocalTime begins,
        long maturity,
        string slice
    )
    {
        var latest = begins.AddMilliseconds(-maturity);
        foreach (var row in rows)
        {
            var order = orders[row.Index];
            if (order.DeliveredAt > latest)
                throw Leak($"{slice} holds order {order.OrderId}, delivered {order.DeliveredAt}; nothing after {latest} belongs there");
            if (order.Satisfied(begins) != row.Satisfied)
                throw Leak($"{slice} holds order {order.OrderId} with a label that was not the one known at {begins}");
        }
    }

    private static void Apart(
        IReadOnlyList<DeliveredOrder> orders,
        IReadOnlyList<LabelledRow> fit,
        IReadOnlyList<LabelledRow> later,
        string slice
    )
    {
        if (fit.Count == 0 || later.Count == 0)
            return;
        var (last, first) = (fit.Max(row => row.Index), later.Min(row => row.Index));
        if (last >= first)
            throw Leak(
                $"order {orders[last].OrderId} is fitted or calibrated on, and not before {slice}, which begins with order "
                    + $"{orders[first].OrderId}"
            );
    }

    private static StageException Leak(string what) =>
        new(what, "the time split", "This is a fault of the program: keep the run's artifacts and report it.");
}
