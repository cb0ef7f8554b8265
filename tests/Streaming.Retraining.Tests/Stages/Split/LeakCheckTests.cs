using Streaming.Contracts;
using Streaming.Marketplace.Synthetic;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Split;
using Streaming.Training;
using Streaming.Training.Replay;
using Streaming.Training.Tests.Replay;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Split;

public sealed class LeakCheckTests
{
    private static readonly List<DeliveredOrder> Orders =
    [
        .. Enumerable.Range(0, 200).Select(i => Make.Order($"o{i:000}", i, i + 2, i % 3 != 0)),
    ];
    private static readonly TrainingParameters Parameters = new();
    private static readonly LocalTime Ends = Make.Day(300);
    private static readonly TimeSplit Split = TimeSplit.Of(Orders, Ends, Parameters);

    [Fact]
    public void a_split_by_time_passes() => LeakCheck.Require(Orders, Ends, Split, Parameters);

    [Fact]
    public void a_fitted_order_that_is_too_young_is_found() =>
        Assert.Contains("order o150", Found(Split with { Fit = [.. Split.Fit, new LabelledRow(150, true)] }));

    [Fact]
    public void a_label_that_was_not_known_is_found() =>
        Assert.Contains("order o000", Found(Split with { Fit = [new LabelledRow(0, true), .. Split.Fit.Skip(1)] }));

    [Fact]
    public void an_order_on_both_sides_is_found() =>
        Assert.Contains("not before the test slice", Found(Split with { Test = [new LabelledRow(100, true), .. Split.Test] }));

    [Fact]
    public void a_tested_order_whose_label_had_no_time_to_come_is_found() =>
        Assert.Contains(
            "order o190",
            Assert.Throws<StageException>(() => LeakCheck.Require(Orders, Make.Day(203), Split, Parameters)).Message,
            StringComparison.Ordinal
        );

    private static string Found(TimeSplit split) =>
        Assert.Throws<StageException>(() => LeakCheck.Require(Orders, Ends, split, Parameters)).Message;
}
