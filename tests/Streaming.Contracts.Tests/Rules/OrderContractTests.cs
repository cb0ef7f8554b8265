using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Testing;

namespace Streaming.Contracts.Tests.Rules;

public sealed class OrderContractTests
{
    private static readonly OrderDelivered Good = Samples.Order;

    private static readonly LocalTime Start1990 = LocalTime.Parse("1990-01-01 00:00:00");
    private static readonly LocalTime Start2100 = LocalTime.Parse("2100-01-01 00:00:00");

    [Fact]
    public void an_ordinary_order_passes() => OrderContract.Check(Good);

    [Fact]
    public void an_order_with_nothing_optional_passes() =>
        OrderContract.Check(
            new OrderDelivered
            {
                EventId = "e",
                RecordedAt = Good.RecordedAt,
                OrderId = "o",
                CustomerId = "c",
                PurchasedAt = Good.PurchasedAt,
                DeliveredAt = Good.DeliveredAt,
                Items = [],
                Payments = [],
            }
        );

    [Fact]
    public void odd_orders_of_real_shops_pass()
    {
        OrderContract.Check(
            Good with
            {
                ApprovedAt = Good.DeliveredAt.AddMilliseconds(5),
                HandedToCarrierAt = Good.PurchasedAt.AddMilliseconds(-5),
            }
        );
        OrderContract.Check(Item(Good.Items[0] with { ProductWeightG = 0, Price = 0, FreightValue = 0, ProductPhotosQty = 0 }));
        OrderContract.Check(Payment(Good.Payments[0] with { PaymentInstallments = 0, PaymentValue = 0, PaymentType = "not_defined" }));
        OrderContract.Check(Good with { RecordedAt = Good.DeliveredAt.AddMilliseconds(LocalTime.MillisecondsPerDay) });
    }

    [Fact]
    public void the_ends_of_what_is_allowed_pass()
    {
        OrderContract.Check(Good with { Version = int.MaxValue, PurchasedAt = Start1990, DeliveredAt = Start1990 });
        OrderContract.Check(Good with { EstimatedDeliveryAt = Start2100.AddMilliseconds(-1) });
        OrderContract.Check(Good with { DeliveredAt = Good.PurchasedAt.AddMilliseconds(-LocalTime.MillisecondsPerDay) });
        OrderContract.Check(Item(Good.Items[0] with { Price = 1e9, ProductId = new string('p', 4_096) }));
        OrderContract.Check(Good with { Items = [.. Enumerable.Repeat(Good.Items[0], 10_000)] });
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void an_empty_id_is_named(string id)
    {
        AssertBroken(Good with { EventId = id }, "event_id is empty, must be an id");
        AssertBroken(Good with { OrderId = id }, "order_id is empty");
        AssertBroken(Good with { CustomerId = id }, "customer_id is empty");
        AssertBroken(Item(Good.Items[0] with { ProductId = id }), "items[1].product_id is empty");
        AssertBroken(Item(Good.Items[0] with { SellerId = id }), "items[1].seller_id is empty");
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(-0.01, "-0.01")]
    [InlineData(1_000_000_000.5, "1000000000.5")]
    public void an_amount_that_is_none_is_named(double value, string shown)
    {
        AssertBroken(Item(Good.Items[0] with { Price = value }), $"items[1].price is {shown}, must be a number from 0 to 1e9");
        AssertBroken(Item(Good.Items[0] with { FreightValue = value }), $"items[1].freight_value is {shown}");
        AssertBroken(Item(Good.Items[0] with { ProductWeightG = value }), $"items[1].product_weight_g is {shown}");
        AssertBroken(Item(Good.Items[0] with { ProductLengthCm = value }), $"items[1].product_length_cm is {shown}");
        AssertBroken(Item(Good.Items[0] with { ProductHeightCm = value }), $"items[1].product_height_cm is {shown}");
        AssertBroken(Item(Good.Items[0] with { ProductWidthCm = value }), $"items[1].product_width_cm is {shown}");
        AssertBroken(Payment(Good.Payments[0] with { PaymentValue = value }), $"payments[1].payment_value is {shown}");
    }

    [Fact]
    public void a_negative_count_is_named()
    {
        AssertBroken(Good with { Version = 0 }, "version is 0, must be 1 or more");
        AssertBroken(Item(Good.Items[0] with { ProductPhotosQty = -1 }), "items[1].product_photos_qty is -1, must be 0 or more");
        AssertBroken(Item(Good.Items[0] with { ProductNameLength = -1 }), "items[1].product_name_length is -1");
        AssertBroken(Item(Good.Items[0] with { ProductDescriptionLength = -1 }), "items[1].product_description_length is -1");
        AssertBroken(Payment(Good.Payments[0] with { PaymentInstallments = -1 }), "payments[1].payment_installments is -1");
    }

    [Fact]
    public void a_time_of_another_age_is_named()
    {
        var early = Start1990.AddMilliseconds(-1);
        AssertBroken(Good with { RecordedAt = early }, "recorded_at is 1989-12-31 23:59:59.999, must be from 1990 to 2099");
        AssertBroken(Good with { PurchasedAt = early }, "purchased_at is 1989");
        AssertBroken(Good with { DeliveredAt = Start2100 }, "delivered_at is 2100-01-01 00:00:00");
        AssertBroken(Good with { ApprovedAt = early }, "approved_at is 1989");
        AssertBroken(Good with { HandedToCarrierAt = Start2100 }, "handed_to_carrier_at is 2100");
        AssertBroken(Good with { EstimatedDeliveryAt = Start2100 }, "estimated_delivery_at is 2100");
        AssertBroken(
            Item(Good.Items[0] with { ShippingLimitAt = new LocalTime(long.MaxValue) }),
            "items[1].shipping_limit_at is 9223372036854775807 ms"
        );
    }

    [Fact]
    public void a_delivery_long_before_its_purchase_is_named() =>
        AssertBroken(
            Good with
            {
                DeliveredAt = Good.PurchasedAt.AddMilliseconds(-LocalTime.MillisecondsPerDay - 1),
            },
            "no more than a day before purchased_at"
        );

    [Fact]
    public void a_delivery_recorded_before_it_happened_is_named()
    {
        // five minutes of clocks, and the hour of the night in which they go back
        const long granted = 65 * LocalTime.MillisecondsPerMinute;
        OrderContract.Check(Good with { RecordedAt = Good.DeliveredAt.AddMilliseconds(-granted) });
        AssertBroken(
            Good with
            {
                RecordedAt = Good.DeliveredAt.AddMilliseconds(-granted - 1),
            },
            "delivered_at is",
            "at most 65 minutes after recorded_at"
        );
    }

    [Fact]
    public void a_list_or_text_of_absurd_length_is_named_and_cut()
    {
        AssertBroken(
            Good with
            {
                Items = [.. Enumerable.Repeat(Good.Items[0], 10_001)],
            },
            "items is 10001 rows, must be at most 10,000 rows"
        );
        AssertBroken(Good with { Payments = [.. Enumerable.Repeat(Good.Payments[0], 10_001)] }, "payments is 10001 rows");
        var text = new string('x', 4_097);
        AssertBroken(Good with { CustomerState = text }, "customer_state is 'xxxxx", "(4097 characters), must be at most 4,096 characters");
        AssertBroken(Good with { CustomerUniqueId = text }, "customer_unique_id");
        AssertBroken(Good with { CustomerZipCodePrefix = text }, "customer_zip_code_prefix");
        AssertBroken(Item(Good.Items[0] with { SellerState = text }), "items[1].seller_state");
        AssertBroken(Item(Good.Items[0] with { ProductCategoryName = text }), "items[1].product_category_name");
        AssertBroken(Payment(Good.Payments[0] with { PaymentType = text }), "payments[1].payment_type");
        Assert.True(AssertBroken(Good with { OrderId = text }, "order_id").Message.Length < 300);
    }

    [Theory]
    [InlineData("\0", "\\u0000")]
    [InlineData("\t", "\\u0009")]
    [InlineData("\r\n", "\\u000D\\u000A")]
    [InlineData("\u001F", "\\u001F")]
    [InlineData("\u007F", "\\u007F")]
    [InlineData("\u0085", "\\u0085")]
    [InlineData("\u009F", "\\u009F")]
    public void a_control_character_in_any_text_is_named_and_shown_as_its_number(string control, string shown)
    {
        var text = "a" + control + "b";
        const string rule = "without control characters";
        AssertBroken(Good with { OrderId = text }, $"order_id is 'a{shown}b'", rule);
        AssertBroken(Good with { EventId = text }, "event_id", rule);
        AssertBroken(Good with { CustomerId = text }, "customer_id", rule);
        AssertBroken(Good with { CustomerUniqueId = text }, "customer_unique_id", rule);
        AssertBroken(Good with { CustomerZipCodePrefix = text }, "customer_zip_code_prefix", rule);
        AssertBroken(Good with { CustomerState = text }, "customer_state", rule);
        AssertBroken(Item(Good.Items[0] with { ProductId = text }), "items[1].product_id", rule);
        AssertBroken(Item(Good.Items[0] with { SellerId = text }), "items[1].seller_id", rule);
        AssertBroken(Item(Good.Items[0] with { SellerState = text }), "items[1].seller_state", rule);
        AssertBroken(Item(Good.Items[0] with { ProductCategoryName = text }), "items[1].product_category_name", rule);
        AssertBroken(Payment(Good.Payments[0] with { PaymentType = text }), "payments[1].payment_type", rule);
    }

    [Theory]
    [InlineData('\u061C')]
    [InlineData('\u200E')]
    [InlineData('\u200F')]
    [InlineData('\u202A')]
    [InlineData('\u202E')]
    [InlineData('\u2066')]
    [InlineData('\u2069')]
    public void an_id_that_would_read_as_another_is_named_and_shown_as_its_numbers(char mark)
    {
        var id = $"a{mark}b";
        var shown = $"'a\\u{(int)mark:X4}b'";
        AssertBroken(Good with { OrderId = id }, "order_id is " + shown, "turn the direction of writing");
        AssertBroken(Good with { EventId = id }, "event_id");
        AssertBroken(Good with { CustomerId = id }, "customer_id");
        AssertBroken(Good with { CustomerUniqueId = id }, "customer_unique_id");
        AssertBroken(Item(Good.Items[0] with { ProductId = id }), "items[1].product_id");
        AssertBroken(Item(Good.Items[0] with { SellerId = id }), "items[1].seller_id");
        OrderContract.Check(Item(Good.Items[0] with { ProductCategoryName = id })); // a name that people write
    }

    [Fact]
    public void text_of_any_script_is_text() =>
        OrderContract.Check(Good with { OrderId = "заказ-１-הזמנה-😀", CustomerState = "São Paulo" });

    [Fact]
    public void all_that_is_broken_is_said_at_once_but_not_without_end()
    {
        AssertBroken(Good with { OrderId = "", Version = -3 }, "version is -3, must be 1 or more; order_id is empty, must be an id.");
        var bad = Good with { Items = [.. Enumerable.Repeat(Good.Items[0] with { Price = double.NaN }, 500)] };
        Assert.True(AssertBroken(bad, "items[0].price", "items[19].price", "; and 480 more").Message.Length < 2_000);
    }

    [Fact]
    public void what_is_broken_can_be_had_rule_by_rule()
    {
        var found = OrderContract.Find(
            Item(Good.Items[0] with { Price = -1 }) with
            {
                OrderId = "",
                DeliveredAt = Good.PurchasedAt.AddMilliseconds(-2 * LocalTime.MillisecondsPerDay),
            }
        );
        Assert.Equal(
            [(RuleCodes.NoKey, "order_id"), (RuleCodes.TimeOrder, "delivered_at"), (RuleCodes.Bounds, "items[1].price")],
            found.Select(violation => (violation.Code, violation.Place))
        );
        Assert.Empty(OrderContract.Find(Good));
    }

    private static OrderDelivered Item(OrderItem item) => Good with { Items = [Good.Items[0], item] };

    private static OrderDelivered Payment(OrderPayment payment) => Good with { Payments = [Good.Payments[0], payment] };

    private static ContractException AssertBroken(OrderDelivered order, params string[] named)
    {
        var fault = Assert.Throws<ContractException>(() => OrderContract.Check(order));
        Assert.Equal(ReasonCodes.ContractViolation, fault.ReasonCode);
        Assert.StartsWith("order-delivered: ", fault.Message, StringComparison.Ordinal);
        Assert.All(named, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        return fault;
    }
}
