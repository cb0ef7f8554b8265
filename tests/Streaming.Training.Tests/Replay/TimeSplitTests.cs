using Streaming.Training;
using Streaming.Training.Replay;
using Xunit;

namespace Streaming.Training.Tests.Replay;

public sealed class TimeSplitTests
{
    // One delivery a day for 200 days; order i is answered after 2 days, every tenth after 40.
    private static readonly List<DeliveredOrder> Orders =
    [
        .. Enumerable.Range(0, 200).Select(i => Make.Order($"o{i:000}", i, i + (i % 10 == 0 ? 40 : 2), i % 3 != 0)),
    ];
    private static readonly TrainingParameters Parameters = new() { RollingFolds = 2, FirstFoldFrom = 0.5 };
    private static readonly TimeSplit Split = TimeSplit.Of(Orders, Make.Day(300), Parameters);

    [Fact]
    public void the_last_fifth_tests_with_every_label()
    {
        Assert.Equal(160, Split.TestFrom);
        Assert.Equal(Make.Day(160), Split.TestBegins);
        Assert.Equal(Enumerable.Range(160, 40), Split.Test.Select(row => row.Index));
    }

    [Theory]
    [InlineData(300, 200)]
    [InlineData(213, 200)]
    [InlineData(201, 188)]
    [InlineData(199, 186)]
    public void what_was_delivered_too_shortly_before_the_data_end_is_neither_judged_nor_part_of_the_slice(int ends, int mature)
    {
        var split = TimeSplit.Of(Orders, Make.Day(ends), Parameters);

        Assert.Equal((mature, mature - (int)Math.Round(mature * 0.2)), (split.TestTo, split.TestFrom));
        Assert.Equal(Enumerable.Range(split.TestFrom, split.TestTo - split.TestFrom), split.Test.Select(row => row.Index));
        Assert.All(split.Test, row => Assert.True(Orders[row.Index].DeliveredAt <= Make.Day(ends - 14)));
    }

    [Fact]
    public void nothing_younger_than_14_days_is_fitted()
    {
        Assert.Equal(146, Split.Fit[^1].Index);
        Assert.DoesNotContain(Split.Fit, row => row.Index > 146);
    }

    [Fact]
    public void a_review_answered_after_the_test_began_is_not_fitted()
    {
        Assert.DoesNotContain(Split.Fit, row => row.Index == 130);
        Assert.DoesNotContain(Split.Fit, row => row.Index == 120);
        Assert.Contains(Split.Fit, row => row.Index == 110);
        Assert.Contains(Split.Fit, row => row.Index == 131);
    }

    [Fact]
    public void folds_follow_one_another_and_each_knows_only_its_past()
    {
        Assert.Equal([Make.Day(80), Make.Day(120)], Split.Folds.Select(fold => fold.Begins));
        Assert.Equal(66, Split.Folds[0].Fit[^1].Index);
        Assert.DoesNotContain(Split.Folds[0].Fit, row => row.Index is 40 or 50 or 60);
        Assert.Equal(80, Split.Folds[0].Predict[0].Index);
        Assert.Equal(119, Split.Folds[0].Predict[^1].Index);
        Assert.Equal(146, Split.Folds[1].Predict[^1].Index);
    }

    [Fact]
    public void a_refit_takes_what_is_mature_when_the_data_end()
    {
        var refit = TimeSplit.FitAt(Orders, Make.Day(199).AddMilliseconds(1), Parameters);
        Assert.Equal(185, refit[^1].Index);
        Assert.DoesNotContain(refit, row => row.Index is 160 or 170 or 180);
    }

    [Fact]
    public void orders_without_a_review_are_nowhere()
    {
        List<DeliveredOrder> orders =
        [
            .. Enumerable.Range(0, 200).Select(i => i == 1 ? Make.Order("o001", 1, 3, satisfied: true) : Make.Order($"o{i:000}", i)),
        ];
        var split = TimeSplit.Of(orders, Make.Day(300), new TrainingParameters());
        Assert.Equal([1], split.Fit.Select(row => row.Index));
        Assert.Empty(split.Test);
        Assert.Empty(split.Recent);
    }

    [Fact]
    public void the_recent_orders_are_of_the_last_fold_and_answered_when_the_test_begins()
    {
        Assert.Equal(Enumerable.Range(132, 26).Where(i => i % 10 != 0), Split.Recent.Select(row => row.Index));
        Assert.All(Split.Recent, row => Assert.True(Orders[row.Index].DeliveredAt >= Split.Folds[^1].Begins));
    }

    [Fact]
    public void a_file_gives_the_split_back_and_equal_splits_give_equal_bytes()
    {
        var bytes = Written(Split);
        var read = TimeSplitFile.Read(new MemoryStream(bytes));
        Assert.Equal((Split.TestFrom, Split.TestBegins, Split.TestTo), (read.TestFrom, read.TestBegins, read.TestTo));
        Assert.Equal(Split.Fit, read.Fit);
        Assert.Equal(Split.Test, read.Test);
        Assert.Equal(Split.Recent, read.Recent);
        Assert.Equal(Split.Folds[1].Predict, read.Folds[1].Predict);
        Assert.Equal(bytes, Written(TimeSplit.Of(Orders, Make.Day(300), Parameters)));
        Assert.Throws<InvalidDataException>(() => TimeSplitFile.Read(new MemoryStream(bytes[..^3])));
    }

    private static byte[] Written(TimeSplit split)
    {
        using var stream = new MemoryStream();
        TimeSplitFile.Write(stream, split);
        return stream.ToArray();
    }
}
