using Streaming.Trainer.Replay;
using Xunit;

namespace Streaming.Trainer.Tests.Replay;

public sealed class TimeSplitTests
{
    // One delivery a day for 200 days; order i is answered after 2 days, every tenth after 40.
    private static readonly List<DeliveredOrder> Orders = [.. Enumerable.Range(0, 200).Select(i => Make.Order($"o{i:000}", i))];
    private static readonly TimeSplit Split = new(Orders, Labels(), new TrainingParameters { RollingFolds = 2, FirstFoldFrom = 0.5 });

    [Fact]
    public void the_last_fifth_tests_with_every_label()
    {
        Assert.Equal(160, Split.TestFrom);
        Assert.Equal(Make.Day(160), Split.TestBegins);
        Assert.Equal(Enumerable.Range(160, 40), Split.Test.Select(row => row.Index));
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
        var refit = Split.FitAt(Make.Day(199).AddMilliseconds(1));
        Assert.Equal(185, refit[^1].Index);
        Assert.DoesNotContain(refit, row => row.Index is 160 or 170 or 180);
    }

    [Fact]
    public void orders_without_a_review_are_nowhere()
    {
        var book = new LabelBook();
        book.Add(Make.Review("o001", 3, 5));
        var split = new TimeSplit(Orders, book, new TrainingParameters());
        Assert.Equal([1], split.Fit.Select(row => row.Index));
        Assert.Empty(split.Test);
    }

    private static LabelBook Labels()
    {
        var book = new LabelBook();
        for (var i = 0; i < 200; i++) book.Add(Make.Review($"o{i:000}", i + (i % 10 == 0 ? 40 : 2), i % 3 == 0 ? 1 : 5));
        return book;
    }
}
