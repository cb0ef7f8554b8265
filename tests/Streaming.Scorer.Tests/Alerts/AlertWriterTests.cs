using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Alerts;
using Streaming.Scorer.Scores;
using Xunit;

namespace Streaming.Scorer.Tests.Alerts;

public sealed class AlertWriterTests
{
    private static readonly ServedModel Served = new(TestModel.Load(), 3);
    private static readonly TopicPartitionOffset Input = new("order-delivered", 1, 42);

    private static SatisfactionAlert Alert(OrderDelivered order, bool answered = false) =>
        new ScoredOrder(
            order,
            new Score(-2, 0.1, Tier.Red),
            [new Reason("delivery_promise", "late_days", "Delivered late", -2)],
            [],
            answered
        ).ToAlert(Served, Input, DateTime.UnixEpoch);

    [Fact]
    public void only_red_and_yellow_alert() =>
        Assert.Equal(
            [null, "satisfaction-alerts-yellow", "satisfaction-alerts-red"],
            new[] { Tier.Green, Tier.Yellow, Tier.Red }.Select(tier => AlertWriter.TopicOf(tier)?.Name)
        );

    [Fact]
    public void the_same_order_event_gives_the_same_alert_id_whatever_its_offset()
    {
        var order = TestOrders.Delivery("order", lateDays: 9);
        var elsewhere = new ScoredOrder(order, new Score(-2, 0.1, Tier.Red), [], [], false).ToAlert(
            Served,
            new TopicPartitionOffset("order-delivered", 0, 7),
            DateTime.UnixEpoch
        );

        Assert.Equal(Alert(order).EventId, elsewhere.EventId);
        Assert.NotEqual(Alert(order).EventId, Alert(order with { Version = 2 }).EventId);
        Assert.NotEqual(Alert(order).EventId, Alert(TestOrders.Delivery("another", lateDays: 9)).EventId);
    }

    [Fact]
    public void an_alert_carries_the_facts_that_support_needs()
    {
        var first = TestOrders.Delivery("order", lateDays: 9);
        var order = first with
        {
            Items =
            [
                first.Items[0],
                first.Items[0] with
                {
                    OrderItemId = 2,
                    SellerId = "a-seller",
                    Price = 20,
                    ProductCategoryName = null,
                },
            ],
        };

        var alert = Alert(order, answered: true);

        Assert.Equal(
            (2, 120.0, 9.0, true),
            (alert.OrderItemsCount, alert.TotalPrice, alert.DeliveryDelayDays, alert.AnsweredBeforeDelivery)
        );
        Assert.Equal(["a-seller", "seller-1"], alert.SellerIds);
        Assert.Equal(["livros"], alert.ProductCategoryNames);
        Assert.Equal(("order-delivered", 1, 42L, 3L), (alert.InputTopic, alert.InputPartition, alert.InputOffset, alert.DecisionNumber));
    }

    [Fact]
    public void without_a_promise_there_is_no_delay() =>
        Assert.Null(Alert(TestOrders.Delivery("order") with { EstimatedDeliveryAt = null }).DeliveryDelayDays);
}
