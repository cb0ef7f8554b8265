using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Host.Demo;
using Xunit;

namespace Streaming.Host.Tests.Demo;

public sealed class BusyEndTests
{
    [Fact]
    public void stragglers_at_the_end_are_left_out()
    {
        var events = Days(Enumerable.Repeat(10, 60).Concat([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1]));
        Assert.Equal(600, BusyEnd.Of(events));
    }

    [Fact]
    public void a_history_that_is_busy_to_its_end_stays_whole()
    {
        var events = Days(Enumerable.Repeat(10, 60));
        Assert.Equal(events.Count, BusyEnd.Of(events));
    }

    [Fact]
    public void a_quiet_half_is_no_tail()
    {
        Assert.Null(BusyEnd.Of(Days(Enumerable.Repeat(10, 60).Concat(Enumerable.Repeat(2, 60)))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void a_few_days_are_left_alone(int days)
    {
        var events = Days(Enumerable.Repeat(3, days));
        Assert.True(BusyEnd.Of(events) is null or 15);
    }

    [Fact]
    public void a_stray_date_costs_no_time() => Assert.Null(BusyEnd.Of([.. Days([3, 3]), Delivery("late", LocalTime.MaxValue)]));

    private static List<MarketEvent> Days(IEnumerable<int> orders) =>
        [
            .. orders.SelectMany(
                (count, day) => Enumerable.Range(0, count).Select(order => Delivery($"{day}-{order}", LocalTime.StartOfDay(17_000 + day)))
            ),
        ];

    private static MarketEvent Delivery(string id, LocalTime at) =>
        new(
            new OrderDelivered
            {
                EventId = id,
                RecordedAt = at,
                OrderId = id,
                CustomerId = "c",
                PurchasedAt = at,
                DeliveredAt = at,
                Items = [],
                Payments = [],
            }
        );
}
