using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;
using Xunit;
using static Streaming.Features.Tests.Orders;

namespace Streaming.Features.Tests.Histories;

/// <summary>Corrections at the edges: rare enough for a random marketplace to miss them.</summary>
public sealed class CorrectionTests
{
    private readonly HistoryTable table = new();
    private long offset;

    [Fact]
    public void the_expectation_of_a_corrected_delivery_leaves_out_what_its_own_review_added()
    {
        Observe(Delivered());
        Observe(Review("o1", "2018-03-16 12:00:00", 1));
        Observe(Delivered(deliveredAt: "2018-03-18 12:00:00") with { Version = 2, EstimatedDeliveryAt = At("2018-03-24 00:00:00") });
        Observe(Review("o1", "2018-03-20 12:00:00", 1, id: "r2"));
        var residual = 65_536 - Math.Round(0.16 * 65_536, MidpointRounding.ToEven);
        Assert.Equal(1f, Build(Delivered("o2", "2018-03-22 12:00:00"), "seller_joined_reviews"));
        Assert.Equal((float)(residual / 65_536 / 11), Build(Delivered("o2", "2018-03-22 12:00:00"), "seller_residual"));
    }

    [Fact]
    public void a_correction_never_counts_before_what_it_corrects()
    {
        Observe(Review("a", "2018-03-20 12:00:00", 5) with { RecordedAt = At("2018-03-15 12:00:00") });
        Observe(Review("a", "2018-03-16 12:00:00", 1, version: 2));
        Assert.Equal((float)(2.1 / 10), Build(Delivered(deliveredAt: "2018-03-18 12:00:00"), "seller_bad_share"));
        Assert.Equal((float)((1 + 2.1) / 11), Build(Delivered(deliveredAt: "2018-03-22 12:00:00"), "seller_bad_share"));
    }

    [Fact]
    public void a_version_that_comes_after_the_order_was_forgotten_takes_nothing_back()
    {
        Observe(Delivered());
        Observe(Review("o1", "2018-03-16 12:00:00", 1));
        Observe(Delivered(deliveredAt: "2019-05-01 12:00:00") with { Version = 2 });
        Assert.Equal(0, table.Counters.Corrections);
        Assert.Equal(1f, Build(Delivered("o2", "2019-05-05 12:00:00"), "seller_joined_reviews"));
        Assert.Equal(2f, Build(Delivered("o2", "2019-05-05 12:00:00"), "seller_deliveries"));
    }

    [Fact]
    public void an_event_that_was_counted_is_known_behind_a_later_first_one()
    {
        Observe(Delivered() with { Version = 2 });
        Observe(Delivered(deliveredAt: "2019-06-01 12:00:00") with { EventId = "again" });
        table.Observe(Delivered() with { Version = 2 }, new LogPosition(InputLog.Deliveries, 1, 0));
        Assert.Equal(2, table.Counters.Deliveries);
        Assert.Equal(1, table.Counters.Duplicates);
    }

    private void Observe(OrderDelivered delivery) => table.Observe(delivery, new LogPosition(InputLog.Deliveries, 0, offset++));

    private void Observe(ReviewSubmitted review) => table.Observe(review, new LogPosition(InputLog.Reviews, 0, offset++));

    private float Build(OrderDelivered order, string feature)
    {
        var row = new FeatureRow();
        FeatureBuilder.Build(order, table, row);
        return row.Values[FeatureSchema.IndexOf(feature)];
    }
}
