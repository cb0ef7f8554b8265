using Streaming.Api.OnDemand;
using Streaming.Api.WhatIf;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Features;
using Streaming.Testing;
using Xunit;

namespace Streaming.Api.Tests.WhatIf;

public sealed class OrderChangesTests
{
    private static readonly OrderDelivered Late = Samples.Order with
    {
        DeliveredAt = LocalTime.Parse("2018-03-24 12:00:00"),
        RecordedAt = LocalTime.Parse("2018-03-24 12:30:00"),
    };

    [Fact]
    public void a_late_order_could_have_come_on_the_promised_day_and_its_record_with_it()
    {
        var change = Named(Late, "delivered on the promised day");

        Assert.Equal(Late.EstimatedDeliveryAt, change.DeliveredAt);
        Assert.Equal(LocalTime.Parse("2018-03-20 00:30:00"), change.RecordedAt);
        Assert.Equal(Late with { DeliveredAt = change.DeliveredAt, RecordedAt = change.RecordedAt }, change);
    }

    [Fact]
    public void an_early_order_could_have_come_late() =>
        Assert.Equal(LocalTime.Parse("2018-03-23 00:00:00"), Named(Samples.Order, "delivered three days late").DeliveredAt);

    [Fact]
    public void nothing_is_changed_that_is_so_already()
    {
        var plain = Samples.Order with { Payments = [Samples.Order.Payments[0] with { PaymentInstallments = 1 }] };

        var names = OrderChanges.Of(Ask(plain)).Select(change => change.What).ToList();

        Assert.DoesNotContain("paid at once instead of in instalments", names);
        Assert.DoesNotContain("delivered on the promised day", names);
        Assert.Contains("paid at once instead of in instalments", OrderChanges.Of(Ask(Samples.Order)).Select(change => change.What));
    }

    [Fact]
    public void every_change_keeps_the_contract_and_changes_something()
    {
        foreach (var order in (OrderDelivered[])[Samples.Order, Late])
        {
            var changes = OrderChanges.Of(Ask(order));

            Assert.All(changes, change => Assert.Empty(OrderContract.Find(change.Order.Order)));
            Assert.All(changes, change => Assert.NotEqual(order, change.Order.Order));
            Assert.Equal(changes.Count, changes.Select(change => change.What).Distinct().Count());
        }
    }

    [Fact]
    public void without_a_promise_nothing_is_said_about_days()
    {
        var order = Samples.Order with { EstimatedDeliveryAt = null };

        Assert.Empty(OrderChanges.Days(Ask(order)));
        Assert.DoesNotContain(OrderChanges.Of(Ask(order)), change => change.What.Contains("promised", StringComparison.Ordinal));
    }

    [Fact]
    public void days_go_around_the_promised_one_from_the_day_on_which_the_carrier_had_it()
    {
        var order = Samples.Order with { HandedToCarrierAt = LocalTime.Parse("2018-03-15 12:00:00") };

        var days = OrderChanges.Days(Ask(order));

        Assert.Equal(Enumerable.Range(-4, 15), days.Select(day => day.Day));
        Assert.All(days, day => Assert.True(day.Order.Order.DeliveredAt >= order.HandedToCarrierAt));
    }

    [Fact]
    public void items_that_nobody_told_of_stay_unknown()
    {
        var asked = new AskedOrder(Samples.Order with { Items = [] }, AbsentFacts.Items);

        Assert.DoesNotContain(OrderChanges.Of(asked), change => change.What.Contains("past", StringComparison.Ordinal));
        Assert.All(OrderChanges.Of(asked), change => Assert.Equal(AbsentFacts.Items, change.Order.Absent));
    }

    private static OrderDelivered Named(OrderDelivered order, string what) =>
        OrderChanges.Of(Ask(order)).Single(change => change.What == what).Order.Order;

    private static AskedOrder Ask(OrderDelivered order) => new(order, AbsentFacts.None);
}
