using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Features.Tests.Twin;
using Xunit;
using static Streaming.Features.Tests.Orders;

namespace Streaming.Features.Tests.Histories;

/// <summary>Which of the delivery events of an order are scored.</summary>
public sealed class AcceptanceTests
{
    private static readonly OrderDelivered First = Delivered();
    private static readonly OrderDelivered Second = Delivered() with { EventId = "e-o1-corrected", Version = 2 };

    [Fact]
    public void the_first_occurrence_and_a_higher_version_stand_and_the_rest_does_not()
    {
        var table = new HistoryTable();
        Assert.True(Accepts(table, First, 0));
        Assert.False(Accepts(table, First, 1));
        Assert.False(Accepts(table, First with { EventId = "another" }, 2));
        Assert.True(Accepts(table, Second, 3));
        Assert.False(Accepts(table, Second, 4));
        Assert.False(Accepts(table, First, 5));
    }

    [Fact]
    public void the_verdict_on_an_earlier_position_does_not_change_afterwards()
    {
        var table = new HistoryTable();
        Accepts(table, First, 0);
        Accepts(table, Second, 1);
        Assert.True(table.IsAccepted(First, At(0)));
        Assert.True(table.IsAccepted(Second, At(1)));
    }

    [Fact]
    public void a_snapshot_with_positions_keeps_the_verdicts()
    {
        var table = new HistoryTable();
        Accepts(table, First, 0);
        Accepts(table, First, 1);
        var restarted = Replay.Reload(table, withPositions: true);
        Assert.True(Accepts(restarted, First, 0));
        Assert.False(Accepts(restarted, First, 1));
        Assert.False(Accepts(restarted, First, 2));
        Assert.True(Accepts(restarted, Second, 3));
    }

    [Fact]
    public void what_is_older_than_all_that_is_remembered_of_its_order_is_accepted()
    {
        var table = new HistoryTable();
        var years = 3L * 365 * LocalTime.MillisecondsPerDay;
        Accepts(
            table,
            Second with
            {
                DeliveredAt = Second.DeliveredAt.AddMilliseconds(years),
                RecordedAt = Second.RecordedAt.AddMilliseconds(years),
            },
            9
        );
        Assert.True(table.IsAccepted(First, At(2)));
        Assert.False(table.IsAccepted(First with { RecordedAt = First.RecordedAt.AddMilliseconds(years) }, At(10)));
    }

    [Fact]
    public void an_order_known_from_an_artifact_is_accepted_at_its_first_position_and_counted_once()
    {
        var table = new HistoryTable();
        Accepts(table, First, 700);
        var followed = Replay.Reload(table, withPositions: false);
        Assert.True(Accepts(followed, First, 3));
        Assert.False(Accepts(followed, First, 4));
        Assert.True(followed.IsAccepted(First, At(3)));
        Assert.Equal(0, followed.Counters.Deliveries);
    }

    [Fact]
    public void the_log_alone_decides_even_when_the_artifact_knows_a_higher_version()
    {
        var table = new HistoryTable();
        Accepts(table, Second, 0);
        var followed = Replay.Reload(table, withPositions: false);
        Assert.True(Accepts(followed, First, 0));
        Assert.True(Accepts(followed, Second, 1));
        Assert.Equal(0, followed.Counters.Deliveries);
    }

    [Fact]
    public void a_refused_event_is_judged_by_what_stood_before_its_place()
    {
        var table = new HistoryTable();
        Accepts(table, First, 0);
        Accepts(table, Second, 5);
        var third = First with { EventId = "e-o1-third", Version = 3 };

        Assert.False(table.IsAcceptedByPlace(First with { EventId = "another" }, At(1)));
        Assert.False(table.IsAcceptedByPlace(Second, At(6)));
        Assert.True(table.IsAcceptedByPlace(third, At(1)));
        Assert.True(table.IsAcceptedByPlace(third, At(6)));
    }

    [Fact]
    public void what_came_after_a_refused_event_does_not_count_against_it_unless_it_is_the_same_version_sent_again()
    {
        var table = new HistoryTable();
        Accepts(table, Second, 5);

        Assert.True(table.IsAcceptedByPlace(First, At(1)));
        Assert.False(table.IsAcceptedByPlace(Second, At(1)));
    }

    [Fact]
    public void a_refused_event_of_an_order_that_nobody_knows_is_accepted() =>
        Assert.True(new HistoryTable().IsAcceptedByPlace(First, At(1)));

    [Fact]
    public void marks_of_another_partition_say_nothing_about_a_refused_event()
    {
        var table = new HistoryTable();
        Accepts(table, First, 0);

        Assert.True(table.IsAcceptedByPlace(First, new LogPosition(InputLog.Deliveries, 1, 4)));
    }

    private static bool Accepts(HistoryTable table, OrderDelivered delivery, long offset)
    {
        table.Observe(delivery, At(offset));
        return table.IsAccepted(delivery, At(offset));
    }

    private static LogPosition At(long offset) => new(InputLog.Deliveries, 0, offset);
}
