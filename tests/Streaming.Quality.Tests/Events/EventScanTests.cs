using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Marketplace;
using Streaming.Quality.Events;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Quality.Tests.Events;

public sealed class EventScanTests
{
    private static readonly LocalTime Far = LocalTime.Parse("2035-01-01 00:00:00");

    [Fact]
    public void events_of_a_distant_future_are_rejected_and_named_and_move_no_clock()
    {
        var events = SmallMarket.Events(300);
        var ordinary = Scan(events);
        Assert.Empty(ordinary.Rejected);

        var order = events.First(occurred => occurred.Delivery is not null).Delivery! with
        {
            OrderId = "far",
            EventId = "far",
            RecordedAt = Far,
            DeliveredAt = Far,
        };
        var scan = Scan([.. events, new MarketEvent(order)]);
        Assert.Equal([(long)events.Count], scan.Rejected);
        Assert.Equal((1, 0), (scan.RejectedDeliveries, scan.RejectedReviews));
        var finding = Assert.Single(scan.Deliveries.Counts, fault => fault.Severity == Severity.Reject);
        Assert.Equal(("recorded_at", RuleCodes.Bounds), (finding.Column, finding.Code));
        Assert.Equal(ordinary.Labels(14).Mature, scan.Labels(14).Mature);
    }

    [Fact]
    public void a_history_without_them_keeps_its_order()
    {
        var events = SmallMarket.Events(300);
        Assert.Same(events, FutureEvents.Without(events, out var none));
        Assert.Empty(none);
        var review = events.First(occurred => occurred.Review is not null).Review! with { RecordedAt = Far, AnsweredAt = Far };
        Assert.Equal(events, FutureEvents.Without([new MarketEvent(review), .. events], out var beyond));
        Assert.Equal(Far, Assert.Single(beyond).RecordedAt);
    }

    private static EventScan Scan(IEnumerable<MarketEvent> events)
    {
        var scan = new EventScan(OrderRules.None);
        foreach (var occurred in events)
            scan.Add(occurred);
        scan.End();
        return scan;
    }
}
