using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;
using Xunit;
using static Streaming.Features.Tests.Orders;

namespace Streaming.Features.Tests.SingleEvent;

public sealed class SingleEventFeaturesTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(500)]
    public void distinct_ids_are_counted_alike_in_small_and_large_orders(int rows)
    {
        var items = Enumerable.Range(0, rows).Select(i => Item(i + 1, $"s{i % 7}", $"p{i % 11}", i % 5 == 4 ? null : $"c{i % 5}")).ToList();
        var order = Delivered() with { Items = items };
        Assert.Equal((7f, 11f, 4f), (Value(order, "seller_count"), Value(order, "product_count"), Value(order, "category_count")));
    }

    /// <summary>Looking back over 10,000 distinct rows is 150 million comparisons; a set is some memory, which can be counted.</summary>
    [Fact]
    public void the_largest_basket_the_contract_allows_looks_each_id_up_once()
    {
        var looked = 0;
        var items = new CountingList([.. Enumerable.Range(1, 10_000).Select(i => Item(i, "s" + i, "p" + i, "c" + i))], () => looked++);
        Assert.Equal(10_000f, Value(Delivered() with { Items = items }, "product_count"));
        Assert.InRange(looked, 1, 1_000_000);
    }

    [Theory]
    [InlineData("delivery_time_days", 12.21875)]
    [InlineData("delivery_delay_days", -5.354166666666667)]
    [InlineData("late_days", 0)]
    [InlineData("late_calendar_days", -6)]
    [InlineData("is_late_delivery", 0)]
    [InlineData("approval_hours", 12)]
    [InlineData("carrier_handling_time", 2.5)]
    [InlineData("carrier_delay_days", -1)]
    [InlineData("order_hour", 10)]
    [InlineData("order_day_of_week", 4)]
    [InlineData("order_month", 3)]
    [InlineData("is_weekend_order", 0)]
    [InlineData("delivery_day_of_week", 2)]
    [InlineData("delivery_hour", 15)]
    [InlineData("freight_ratio", 0.2)]
    [InlineData("total_volume_cm3", 1000)]
    [InlineData("freight_per_kg", 40)]
    [InlineData("payment_minus_basket", 0)]
    [InlineData("same_state", 1)]
    public void an_ordinary_order_has_the_values_computed_by_hand(string feature, double expected) =>
        Assert.Equal((float)expected, Value(Delivered(), feature));

    [Theory]
    [InlineData("2018-03-20 00:00:00", 0, 0, 0)]
    [InlineData("2018-03-20 00:00:00.001", 1, 0, 1.0 / 86_400_000)]
    [InlineData("2018-03-19 23:59:59.999", 0, -1, 0)]
    [InlineData("2018-03-20 23:59:59", 1, 0, 86_399.0 / 86_400)]
    public void exactly_on_time_is_not_late(string deliveredAt, float isLate, float calendarDays, double lateDays)
    {
        var order = Delivered(deliveredAt: deliveredAt);
        Assert.Equal(isLate, Value(order, "is_late_delivery"));
        Assert.Equal(calendarDays, Value(order, "late_calendar_days"));
        Assert.Equal((float)lateDays, Value(order, "late_days"));
    }

    [Fact]
    public void a_promise_for_the_moment_of_purchase_divides_by_half_a_day()
    {
        var order = Delivered() with { EstimatedDeliveryAt = At("2018-03-02 10:15:00") };
        Assert.Equal(0f, Value(order, "estimated_delivery_days"));
        Assert.Equal((float)(12.21875 / 0.5), Value(order, "delivery_ratio"));
    }

    [Fact]
    public void a_free_order_has_no_freight_ratio_and_no_voucher_share()
    {
        var order = Delivered() with { Items = [Item(1, price: 0.0) with { FreightValue = 0.0 }], Payments = [Payment(1, 0.0)] };
        Assert.Equal(float.NaN, Value(order, "freight_ratio"));
        Assert.Equal(float.NaN, Value(order, "voucher_share"));
        Assert.Equal(0f, Value(order, "total_freight"));
    }

    [Fact]
    public void weightless_items_divide_by_fifty_grams()
    {
        var order = Delivered() with { Items = [Item(1) with { ProductWeightG = 0.0 }] };
        Assert.Equal(0f, Value(order, "total_weight_g"));
        Assert.Equal((float)(20.0 / 0.05), Value(order, "freight_per_kg"));
    }

    [Fact]
    public void sums_and_means_run_over_the_items_that_have_the_fact()
    {
        var bare = Item(2) with { ProductWeightG = null, ProductHeightCm = null, ProductPhotosQty = null, ProductCategoryName = null };
        var order = Delivered() with { Items = [Item(1), bare] };
        Assert.Equal(500f, Value(order, "total_weight_g"));
        Assert.Equal(1000f, Value(order, "total_volume_cm3"));
        Assert.Equal(2f, Value(order, "product_photos_qty"));
        Assert.Equal(1f, Value(order, "category_count"));
        Assert.Equal(80f, Value(order, "freight_per_kg"));
    }

    [Fact]
    public void ties_go_to_the_lowest_item_and_the_lowest_payment()
    {
        var order = Delivered() with
        {
            Items = [Item(3, category: "books"), Item(2, category: "toys"), Item(4, price: 1.0)],
            Payments = [Payment(2, 50.0, "voucher"), Payment(1, 50.0, "boleto", 1)],
        };
        Assert.Equal("toys", Category(order, "product_category_name"));
        Assert.Equal("boleto", Category(order, "payment_type"));
        Assert.Equal(0.5f, Value(order, "voucher_share"));
        Assert.Equal(3f, Value(order, "payment_installments"));
        Assert.Equal(100f, Value(order, "payment_value"));
    }

    [Fact]
    public void an_order_of_which_nothing_is_known_but_its_times_is_missing_not_zero()
    {
        var order = Delivered() with
        {
            ApprovedAt = null,
            HandedToCarrierAt = null,
            EstimatedDeliveryAt = null,
            CustomerState = null,
            CustomerZipCodePrefix = null,
            Items = [],
            Payments = [],
        };
        var row = Build(order);
        string[] known =
        [
            "delivery_time_days",
            "order_hour",
            "order_day_of_week",
            "order_month",
            "is_weekend_order",
            "delivery_day_of_week",
            "delivery_hour",
            "order_items_count",
            "seller_count",
            "product_count",
            "category_count",
            "review_already_in",
        ];
        for (var i = 0; i < row.Values.Length; i++)
        {
            Assert.Equal(known.Contains(FeatureSchema.All[i].Name), !float.IsNaN(row.Values[i]));
            Assert.Null(row.Categories[i]);
        }
    }

    [Fact]
    public void a_row_that_is_used_again_keeps_nothing_of_the_order_before()
    {
        var row = Build(Delivered());
        FeatureBuilder.Build(Delivered() with { CustomerState = null, EstimatedDeliveryAt = null }, new HistoryTable(), row);
        Assert.Null(row.Categories[FeatureSchema.IndexOf("customer_state")]);
        Assert.Equal(float.NaN, row.Values[FeatureSchema.IndexOf("is_late_delivery")]);
    }

    [Fact]
    public void a_purchase_before_1970_still_has_a_weekday_and_an_hour()
    {
        var order = Delivered() with { PurchasedAt = At("1969-12-28 23:30:00") };
        Assert.Equal(6f, Value(order, "order_day_of_week"));
        Assert.Equal(23f, Value(order, "order_hour"));
        Assert.Equal(1f, Value(order, "is_weekend_order"));
    }

    private static FeatureRow Build(OrderDelivered order)
    {
        var row = new FeatureRow();
        FeatureBuilder.Build(order, new HistoryTable(), row);
        return row;
    }

    private static float Value(OrderDelivered order, string feature) => Build(order).Values[FeatureSchema.IndexOf(feature)];

    private static string? Category(OrderDelivered order, string feature) => Build(order).Categories[FeatureSchema.IndexOf(feature)];

    private sealed class CountingList(IReadOnlyList<OrderItem> items, Action look) : IReadOnlyList<OrderItem>
    {
        public int Count => items.Count;

        public OrderItem this[int index]
        {
            get
            {
                look();
                return items[index];
            }
        }

        public IEnumerator<OrderItem> GetEnumerator()
        {
            foreach (var item in items)
            {
                look();
                yield return item;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
