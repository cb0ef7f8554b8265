using Streaming.Contracts.Events;
using Streaming.Testing;

namespace Streaming.Marketplace.Tests.Ingestion;

/// <summary>The published data set, deliveries before 2018-06-01; the counts were taken by another program.</summary>
public sealed class RealTables
{
    [Fact]
    public void the_real_tables_give_the_events_that_were_counted()
    {
        var log = EventLog.Read(RealParts.RequireOlist());
        Assert.Equal((78_012, 75_429, 2), (log.Summary.Orders, log.Summary.Delivered, log.Summary.DeliveredWithoutTime));
        Assert.Equal((77_877, 77_833, 44), (log.Summary.ReviewRows, log.Summary.Reviews, log.Summary.ReviewsWithoutAnswerTime));
        Assert.Equal(
            0,
            log.Summary.RepeatedReviews
                + log.Summary.ReviewsOfUnknownOrders
                + log.Summary.ItemsOfUnknownOrders
                + log.Summary.PaymentsOfUnknownOrders
        );
        Assert.Equal(0, log.Summary.ItemsOfUnknownProducts + log.Summary.ItemsOfUnknownSellers + log.Summary.OrdersOfUnknownCustomers);
        Assert.Equal(75_429 + 77_833, log.Events.Count);
        for (var i = 1; i < log.Events.Count; i++)
            Assert.True(MarketEvent.Compare(log.Events[i - 1], log.Events[i]) < 0);
    }

    [Fact]
    public void the_real_comments_give_the_codes_that_were_counted()
    {
        var log = EventLog.Read(RealParts.RequireOlist());
        var counts = log
            .Events.Where(occurred => occurred.Review is not null)
            .SelectMany(occurred => occurred.Review!.ComplaintCodes)
            .CountBy(code => code)
            .ToDictionary();
        Assert.Equal(
            [("defect", 917), ("fake", 174), ("missing", 4_687), ("poor", 1_039), ("slow", 1_239), ("wrong", 1_654)],
            counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => (count.Key, count.Value))
        );
    }
}
