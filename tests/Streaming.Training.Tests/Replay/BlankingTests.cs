using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Training;
using Streaming.Training.Replay;
using Xunit;

namespace Streaming.Training.Tests.Replay;

public sealed class BlankingTests
{
    [Fact]
    public void everything_optional_is_left_out_and_nothing_required()
    {
        var order = SmallMarket.Delivery(0, new SeededRandom(1));
        var blanked = Blanking.Everything(order);
        Assert.Equal(
            (order.OrderId, order.EventId, order.PurchasedAt, order.DeliveredAt),
            (blanked.OrderId, blanked.EventId, blanked.PurchasedAt, blanked.DeliveredAt)
        );
        Assert.Empty(blanked.Items);
        Assert.Empty(blanked.Payments);
        Assert.Null(blanked.EstimatedDeliveryAt);
        Assert.Null(blanked.ApprovedAt);
        Assert.Null(blanked.HandedToCarrierAt);
        Assert.Null(blanked.CustomerState);
        Assert.Null(blanked.CustomerZipCodePrefix);
    }

    [Fact]
    public void a_throw_leaves_out_some_and_keeps_some()
    {
        var order = SmallMarket.Delivery(0, new SeededRandom(1));
        var random = new SeededRandom(5);
        var some = Enumerable.Range(0, 200).Select(_ => Blanking.Some(order, random)).ToList();
        Assert.InRange(some.Count(blanked => blanked.EstimatedDeliveryAt is null), 60, 140);
        Assert.InRange(some.Count(blanked => blanked.Items.Count == 0), 60, 140);
        Assert.Contains(some, blanked => blanked.Items is [{ ProductWeightG: null }, ..]);
    }

    [Fact]
    public void a_blanked_order_has_no_value_where_nothing_was_said()
    {
        var row = new FeatureRow();
        FeatureBuilder.Build(Blanking.Everything(SmallMarket.Delivery(0, new SeededRandom(1))), new HistoryTable(), row);
        foreach (var feature in (string[])["delivery_delay_days", "total_price", "payment_value", "seller_bad_share", "expected_bad"])
            Assert.True(float.IsNaN(row.Values[FeatureSchema.IndexOf(feature)]), feature);
        Assert.False(float.IsNaN(row.Values[FeatureSchema.IndexOf("delivery_time_days")]));
    }
}
