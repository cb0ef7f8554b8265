using Streaming.Features.Histories;
using Streaming.Features.Predecessor;
using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.Features.Tests.Predecessor;

public sealed class PredecessorRowTests
{
    /// <summary>The order of <see cref="Orders.Delivered"/>, as the 20 fields say it.</summary>
    private static readonly PredecessorBody Body = new()
    {
        DeliveryTimeDays = 12.21875,
        EstimatedDeliveryDays = 17.572916666666668,
        CarrierHandlingTime = 2.5,
        OrderHour = 10,
        OrderDayOfWeek = 4,
        OrderMonth = 3,
        IsWeekendOrder = 0,
        IsLateDelivery = 0,
        OrderItemsCount = 1,
        TotalPrice = 80,
        TotalFreight = 20,
        AvgItemPrice = 80,
        ProductPhotosQty = 2,
        ProductDescriptionLength = 300,
        PaymentValue = 100,
        PaymentInstallments = 3,
        UsedInstallments = 1,
        ProductCategoryName = "toys",
        PaymentType = "credit_card",
        CustomerState = "SP",
    };

    [Fact]
    public void whatever_the_row_knows_the_order_itself_says_too()
    {
        var table = History();
        var (order, known) = (new FeatureRow(), new FeatureRow());
        FeatureBuilder.BuildAsked(Orders.Delivered("asked", "2018-03-14 15:30:00"), AbsentFacts.None, table, order);
        PredecessorRow.Fill(Body, table, known);
        for (var i = 0; i < known.Values.Length; i++)
        {
            var feature = FeatureSchema.All[i];
            if (feature.Kind == FeatureKind.Categorical && known.Categories[i] is { } category)
                Assert.Equal(order.Categories[i], category);
            if (!float.IsNaN(known.Values[i]))
                Assert.True(
                    Math.Abs(order.Values[i] - known.Values[i]) <= 1e-5 * Math.Max(1, Math.Abs(order.Values[i])),
                    $"{feature.Name}: {known.Values[i]}, not {order.Values[i]}"
                );
        }

        Assert.Equal(44, known.Values.Count(value => !float.IsNaN(value))); // and three categories
        Assert.Equal(2, known.Values[FeatureSchema.IndexOf("category_reviews")]);
    }

    [Fact]
    public void what_follows_from_other_fields_need_not_be_said()
    {
        var (said, derived) = (new FeatureRow(), new FeatureRow());
        PredecessorRow.Fill(Body, new HistoryTable(), said);
        PredecessorRow.Fill(
            Body with
            {
                IsLateDelivery = null,
                IsWeekendOrder = null,
                UsedInstallments = null,
                AvgItemPrice = null,
            },
            new HistoryTable(),
            derived
        );
        Assert.Equal(said.Values, derived.Values);
        PredecessorRow.Fill(Body with { TotalPrice = null }, new HistoryTable(), derived);
        Assert.Equal(said.Values, derived.Values);
    }

    [Fact]
    public void several_items_leave_open_how_many_sellers_there_are_and_what_is_expected()
    {
        var row = new FeatureRow();
        PredecessorRow.Fill(Body with { OrderItemsCount = 2 }, new HistoryTable(), row);
        foreach (var feature in new[] { "seller_count", "product_count", "category_count", "max_item_price", "expected_bad" })
            Assert.True(float.IsNaN(row.Values[FeatureSchema.IndexOf(feature)]), feature);
    }

    [Fact]
    public void nothing_said_is_everything_missing()
    {
        var row = new FeatureRow();
        PredecessorRow.Fill(new PredecessorBody(), History(), row);
        Assert.All(row.Values, value => Assert.True(float.IsNaN(value)));
        Assert.All(row.Categories, Assert.Null);
    }

    private static HistoryTable History()
    {
        var table = new HistoryTable();
        table.Observe(Orders.Review("a", "2018-03-10 10:00:00", 1, id: "r1"), new LogPosition(InputLog.Reviews, 0, 0));
        table.Observe(Orders.Review("b", "2018-03-11 10:00:00", 5, id: "r2"), new LogPosition(InputLog.Reviews, 0, 1));
        table.Observe(Orders.Delivered("last", "2018-03-14 12:00:00"), new LogPosition(InputLog.Deliveries, 0, 0));
        table.CloseDays(table.Reached!.Value);
        return table;
    }
}
