using Streaming.Console.Projection.Lag;
using Streaming.Console.Queries.Stream;

namespace Streaming.Console.Tests.Stream;

public sealed class StreamViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void a_partition_stands_beside_others_when_only_it_has_not_moved_for_a_minute()
    {
        var view = View(Line(0, waiting: 5, movedAgo: 90), Line(1, waiting: 5, movedAgo: 3), Line(2, waiting: 0, movedAgo: 0));

        Assert.Equal([0], view.Standing.Select(partition => partition.Partition));
    }

    [Fact]
    public void nothing_stands_beside_others_while_all_of_them_stand() =>
        Assert.Empty(View(Line(0, waiting: 5, movedAgo: 90), Line(1, waiting: 5, movedAgo: 95)).Standing);

    [Fact]
    public void what_waits_for_less_than_a_minute_does_not_stand() =>
        Assert.Empty(View(Line(0, waiting: 5, movedAgo: 59), Line(1, waiting: 5, movedAgo: 1)).Standing);

    [Fact]
    public void draining_takes_what_waits_at_the_rate_of_all_partitions()
    {
        var view = View(Line(0, waiting: 300, movedAgo: 0, rate: 20), Line(1, waiting: 300, movedAgo: 0, rate: 10));

        Assert.Equal((600, 30, TimeSpan.FromSeconds(20)), (view.Waiting, view.Rate, view.ToDrain));
        Assert.Null(View(Line(0, waiting: 1, movedAgo: 0)).ToDrain);
        Assert.Equal(TimeSpan.Zero, View(Line(0, waiting: 0, movedAgo: 0)).ToDrain);
    }

    [Fact]
    public void the_pace_follows_what_is_committed_and_forgets_within_minutes()
    {
        var pace = new LagPace();
        var at = Now;
        pace.Note(new PartitionLag(0, 0, 1_000, null, null), at);
        double rate = 0;
        for (var second = 1; second <= 300; second++)
            rate = pace.Note(new PartitionLag(0, second * 50, 100_000, null, null), at = at.AddSeconds(1)).Rate;
        Assert.InRange(rate, 49, 50);

        var movedAt = at;
        for (var second = 1; second <= 300; second++)
        {
            var (slower, moved) = pace.Note(new PartitionLag(0, 15_000, 100_000, null, null), at = at.AddSeconds(1));
            rate = slower;
            Assert.Equal(movedAt, moved);
        }

        Assert.InRange(rate, 0, 0.5);
    }

    [Fact]
    public void a_partition_in_which_nothing_waits_counts_as_moving()
    {
        var pace = new LagPace();
        pace.Note(new PartitionLag(0, 7, 7, null, null), Now);

        Assert.Equal(Now.AddHours(1), pace.Note(new PartitionLag(0, 7, 7, null, null), Now.AddHours(1)).MovedAt);
    }

    [Fact]
    public void offsets_that_were_set_back_are_no_negative_rate()
    {
        var pace = new LagPace();
        pace.Note(new PartitionLag(0, 1_000, 1_000, null, null), Now);

        Assert.Equal((0, Now.AddSeconds(5)), pace.Note(new PartitionLag(0, 10, 1_000, null, null), Now.AddSeconds(5)));
    }

    private static StreamView View(params PartitionLine[] partitions) => new(Now, Now, "", partitions, []);

    private static PartitionLine Line(int partition, long waiting, double movedAgo, double rate = 0) =>
        new()
        {
            Partition = partition,
            Committed = 100,
            End = 100 + waiting,
            OldestAt = Now.AddMinutes(-2),
            Rate = rate,
            MovedAt = Now.AddSeconds(-movedAgo),
            MeasuredAt = Now,
        };
}
