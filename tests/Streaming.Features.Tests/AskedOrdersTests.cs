using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.Features.Tests;

public sealed class AskedOrdersTests
{
    [Fact]
    public void a_logged_order_that_is_asked_about_has_the_bits_of_the_log()
    {
        var events = Events();
        var (table, live) = (new HistoryTable(), new Dictionary<string, int[]>());
        foreach (var (occurred, at) in events)
        {
            Observe(table, occurred, at);
            if (occurred.Delivery is not { } delivery)
                continue;
            var row = new FeatureRow();
            FeatureBuilder.Build(delivery, table, row);
            live[delivery.OrderId] = Bits(row);
        }

        var followed = new HistoryTable();
        foreach (var (occurred, at) in events)
            Observe(followed, occurred, at);
        followed.CloseDays(followed.Reached!.Value);
        Assert.False(followed.HasDaysToClose);
        foreach (var delivery in events.Select(entry => entry.Event.Delivery).OfType<OrderDelivered>())
        {
            var row = new FeatureRow();
            FeatureBuilder.BuildAsked(delivery, AbsentFacts.None, followed, row);
            Assert.Equal(live[delivery.OrderId], Bits(row));
        }
    }

    [Fact]
    public void a_question_closes_no_day()
    {
        var table = new HistoryTable();
        Observe(table, new MarketEvent(Orders.Delivered()), 0);
        Assert.True(table.HasDaysToClose);
        var before = Saved(table);
        FeatureBuilder.BuildAsked(Orders.Delivered("o2", "2030-01-01 12:00:00"), AbsentFacts.None, table, new FeatureRow());
        Assert.Equal(before, Saved(table));
    }

    [Fact]
    public void a_moment_reached_closes_the_days_before_its_quiet_minutes_and_no_more_than_was_recorded()
    {
        var table = new HistoryTable();
        table.CloseDays(Orders.At("2030-01-01 00:00:00"));
        Assert.False(table.HasDaysToClose);
        Observe(table, new MarketEvent(Orders.Delivered("o1", "2018-03-14 00:04:59")), 0);
        table.CloseDays(table.Reached!.Value);
        Assert.False(table.HasDaysToClose);
        Observe(table, new MarketEvent(Orders.Delivered("o2", "2018-03-14 00:05:00")), 1);
        Assert.True(table.HasDaysToClose);
        table.CloseDays(Orders.At("2030-01-01 00:00:00"));
        Assert.False(table.HasDaysToClose);
        Observe(table, new MarketEvent(Orders.Delivered("o3", "2018-03-15 12:00:00")), 2);
        Assert.True(table.HasDaysToClose);
    }

    [Theory]
    [InlineData(AbsentFacts.OrderId, "review_already_in")]
    [InlineData(AbsentFacts.Items, "order_items_count seller_count product_count category_count")]
    [InlineData(
        AbsentFacts.PurchasedAt,
        "delivery_time_days estimated_delivery_days delivery_ratio approval_hours order_hour order_day_of_week order_month is_weekend_order"
    )]
    public void what_follows_from_an_absent_fact_is_missing(AbsentFacts absent, string features)
    {
        var (all, without) = (new FeatureRow(), new FeatureRow());
        FeatureBuilder.BuildAsked(Orders.Delivered(), AbsentFacts.None, new HistoryTable(), all);
        FeatureBuilder.BuildAsked(Orders.Delivered(), absent, new HistoryTable(), without);
        var lost = FeatureSchema
            .All.Where((_, i) => !float.IsNaN(all.Values[i]) && float.IsNaN(without.Values[i]))
            .Select(feature => feature.Name);
        Assert.Equal(features.Split(' ').Order(StringComparer.Ordinal), lost.Order(StringComparer.Ordinal));
    }

    private static List<(MarketEvent Event, long Offset)> Events()
    {
        var events = new List<MarketEvent>();
        for (var i = 0; i < 40; i++)
        {
            var delivered = Orders.At("2018-03-14 15:30:00").AddMilliseconds(i * 9 * Orders.Hour);
            events.Add(new MarketEvent(Orders.Delivered($"o{i}", delivered.ToString())));
            if (i % 3 != 0)
                events.Add(
                    new MarketEvent(
                        Orders.Review($"o{i}", delivered.AddMilliseconds((i % 5 - 1) * 20 * Orders.Hour).ToString(), 1 + i % 5, id: $"r{i}")
                    )
                );
        }

        events.Sort(MarketEvent.Compare);
        return [.. events.Select((occurred, offset) => (occurred, (long)offset))];
    }

    private static void Observe(HistoryTable table, MarketEvent occurred, long offset)
    {
        if (occurred.Delivery is { } delivery)
            table.Observe(delivery, new LogPosition(InputLog.Deliveries, 0, offset));
        else
            table.Observe(occurred.Review!, new LogPosition(InputLog.Reviews, 0, offset));
    }

    private static int[] Bits(FeatureRow row) => [.. row.Values.Select(BitConverter.SingleToInt32Bits)];

    private static byte[] Saved(HistoryTable table)
    {
        using var bytes = new MemoryStream();
        table.Save(bytes, withPositions: true);
        return bytes.ToArray();
    }
}
