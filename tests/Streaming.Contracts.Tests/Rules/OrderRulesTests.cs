using System.Collections.Frozen;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Testing;

namespace Streaming.Contracts.Tests.Rules;

public sealed class OrderRulesTests
{
    private static readonly OrderRules Rules = new(
        new Dictionary<OrderField, ValueRule>
        {
            [OrderField.CustomerZipCodePrefix] = new() { Least = 1_000, Most = 99_999 },
            [OrderField.ApprovedAt] = new(),
            [OrderField.ProductCategoryName] = new(),
            [OrderField.ProductWeightG] = new() { MayBeNull = true, Least = 1 },
            [OrderField.PaymentType] = new() { OneOf = FrozenSet.ToFrozenSet(["credit_card", "voucher"]) },
        },
        [OrderField.PurchasedAt, OrderField.ApprovedAt, OrderField.HandedToCarrierAt, OrderField.DeliveredAt]
    );

    private static readonly OrderDelivered Good = Samples.Order with { Items = [Samples.Order.Items[0], Samples.Order.Items[0]] };

    [Fact]
    public void an_ordinary_order_raises_nothing() => Assert.Empty(Flags(Good));

    [Fact]
    public void everything_unexpected_is_told_with_its_place() =>
        Assert.Equal(
            [
                (OrderField.CustomerZipCodePrefix, -1, ValueFault.Bounds),
                (OrderField.ApprovedAt, -1, ValueFault.Null),
                (OrderField.ProductCategoryName, 1, ValueFault.Null),
                (OrderField.ProductWeightG, 1, ValueFault.Bounds),
                (OrderField.PaymentType, 0, ValueFault.Enum),
            ],
            Flags(
                Good with
                {
                    CustomerZipCodePrefix = "00012",
                    ApprovedAt = null,
                    Items = [Good.Items[0], Good.Items[0] with { ProductCategoryName = "", ProductWeightG = 0 }],
                    Payments = [Good.Payments[0] with { PaymentType = "barter" }],
                }
            )
        );

    [Theory]
    [InlineData(null, ValueFault.Null)]
    [InlineData("", ValueFault.Null)]
    [InlineData("0140x", ValueFault.Bounds)]
    [InlineData("-1409", ValueFault.Bounds)]
    public void a_postal_code_is_judged_as_the_number_that_it_writes(string? code, ValueFault fault) =>
        Assert.Equal([(OrderField.CustomerZipCodePrefix, -1, fault)], Flags(Good with { CustomerZipCodePrefix = code }));

    [Fact]
    public void times_are_compared_with_the_last_one_that_is_known()
    {
        Assert.Equal([(OrderField.HandedToCarrierAt, -1, ValueFault.TimeOrder)], Flags(Good with { HandedToCarrierAt = Good.PurchasedAt }));
        Assert.Equal(
            [(OrderField.ApprovedAt, -1, ValueFault.Null), (OrderField.HandedToCarrierAt, -1, ValueFault.TimeOrder)],
            Flags(Good with { ApprovedAt = null, HandedToCarrierAt = Good.PurchasedAt.AddMilliseconds(-1) })
        );
    }

    [Fact]
    public void no_rules_expect_nothing() =>
        Assert.Empty(Flags(Good with { CustomerZipCodePrefix = null, ApprovedAt = null }, OrderRules.None));

    [Fact]
    public void judging_an_ordinary_order_allocates_nothing()
    {
        var counts = new FlagCounts();
        Rules.Judge(Good, counts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Rules.Judge(Good, counts);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Empty(counts.Counted());
    }

    [Fact]
    public void counts_add_up_by_field_and_fault()
    {
        var counts = new FlagCounts();
        for (var i = 0; i < 3; i++)
            Rules.Judge(Good with { ApprovedAt = null }, counts);
        Assert.Equal([(OrderField.ApprovedAt, ValueFault.Null, 3L)], counts.Counted());
        Assert.Equal((3, 0), (counts[OrderField.ApprovedAt, ValueFault.Null], counts[OrderField.ApprovedAt, ValueFault.TimeOrder]));
    }

    [Fact]
    public void every_field_has_a_name_and_a_content()
    {
        Assert.Equal(Enum.GetValues<OrderField>().Length, OrderFields.Names.Distinct().Count());
        foreach (var field in Enum.GetValues<OrderField>())
            Assert.Equal(OrderFields.IsPersonal(field), OrderFields.Show(Good, field, 0).Length == 0);
    }

    private static List<(OrderField Field, int Index, ValueFault Fault)> Flags(OrderDelivered order, OrderRules? rules = null)
    {
        var sink = new Sink();
        (rules ?? Rules).Judge(order, sink);
        return sink.Flags;
    }

    private sealed class Sink : IFlagSink
    {
        public List<(OrderField Field, int Index, ValueFault Fault)> Flags { get; } = [];

        public void Flag(OrderField field, int index, ValueFault fault) => Flags.Add((field, index, fault));
    }
}
