using Streaming.Training.Replay;
using Xunit;

namespace Streaming.Training.Tests.Replay;

public sealed class LabelHistoryTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void four_stars_are_satisfied(int score, bool satisfied) =>
        Assert.Equal(satisfied, Book(Make.Review("o", 1, score)).Satisfied("o", Make.Day(2)));

    [Fact]
    public void a_review_counts_only_before_the_moment()
    {
        var book = Book(Make.Review("o", 5, 5));
        Assert.Null(book.Satisfied("o", Make.Day(5)));
        Assert.True(book.Satisfied("o", Make.Day(5).AddMilliseconds(1)));
    }

    [Fact]
    public void a_review_recorded_late_was_not_known_before() =>
        Assert.Null(Book(Make.Review("o", 5, 5, recordedDay: 9)).Satisfied("o", Make.Day(8)));

    [Fact]
    public void the_last_answer_known_by_then_is_the_label()
    {
        var book = Book(Make.Review("o", 7, 1, "late"), Make.Review("o", 5, 5, "early"));
        Assert.True(book.Satisfied("o", Make.Day(6)));
        Assert.False(book.Satisfied("o", Make.Day(8)));
    }

    [Fact]
    public void equal_answer_times_are_decided_by_the_event_id()
    {
        var book = Book(Make.Review("o", 5, 1, "b"), Make.Review("o", 5, 5, "a"));
        Assert.False(book.Satisfied("o", Make.Day(6)));
    }

    [Fact]
    public void a_correction_replaces_its_lower_version_once_it_is_recorded()
    {
        var book = Book(Make.Review("o", 5, 1), Make.Review("o", 5, 5, version: 2, recordedDay: 10));
        Assert.False(book.Satisfied("o", Make.Day(9)));
        Assert.True(book.Satisfied("o", Make.Day(11)));
    }

    [Fact]
    public void an_order_without_a_review_has_no_label() => Assert.Null(Book(Make.Review("o", 1, 5)).Satisfied("other", Make.Day(9)));

    [Fact]
    public void the_steps_of_an_order_tell_its_label_at_every_moment()
    {
        var book = Book(
            Make.Review("o", 5, 1),
            Make.Review("o", 5, 5, version: 2, recordedDay: 10),
            Make.Review("o", 7, 5, "later"),
            Make.Review("o", 12, 2, "last")
        );
        var order = Make.Order("o", 1) with { Labels = book.Steps("o") };
        for (var hour = 0; hour < 24 * 14; hour++)
            Assert.Equal(book.Satisfied("o", Make.Day(hour / 24.0)), order.Satisfied(Make.Day(hour / 24.0)));
        Assert.Empty(book.Steps("other"));
    }

    private static LabelHistory Book(params Streaming.Contracts.Events.ReviewSubmitted[] reviews)
    {
        var book = new LabelHistory();
        foreach (var review in reviews)
            book.Add(review);
        return book;
    }
}
