using Streaming.Features.Histories;
using Streaming.Scorer.Histories;
using Xunit;

namespace Streaming.Scorer.Tests.Histories;

public sealed class HistoryTallyTests
{
    private readonly HistoryTally tally = new(new HistoryTable());

    [Fact]
    public void nothing_is_told_before_the_logs_were_read_to_their_ends()
    {
        tally.ReviewsRefused = 4;

        Assert.Null(tally.Take());
        tally.Begin();
        Assert.Equal(default(DroppedEvents), tally.Take());
    }

    [Fact]
    public void each_event_is_told_once()
    {
        tally.Begin();
        tally.ReviewsRefused = 2;
        var first = tally.Take()!.Value;
        tally.ReviewsRefused = 5;
        var second = tally.Take()!.Value;
        tally.Commit(first);
        tally.Commit(second);
        tally.Rewind();

        Assert.Equal((2, 3, 0), (first.ReviewsRefused, second.ReviewsRefused, tally.Take()!.Value.ReviewsRefused));
    }

    [Fact]
    public void what_a_batch_told_that_was_given_up_is_told_again()
    {
        tally.Begin();
        tally.ReviewsRefused = 2;
        var committed = tally.Take()!.Value;
        tally.ReviewsRefused = 3;
        tally.Take(); // processed while the one before commits
        tally.Commit(committed);
        tally.Rewind();
        tally.ReviewsRefused = 7;

        Assert.Equal(5, tally.Take()!.Value.ReviewsRefused);
    }
}
