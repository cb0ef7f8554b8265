using Streaming.Contracts.Events;
using Streaming.Features.Predecessor;
using Streaming.Marketplace.Synthetic;
using Xunit;
using static Streaming.Features.Tests.Orders;

namespace Streaming.Features.Tests.Predecessor;

public sealed class PredecessorFeaturesTests
{
    [Fact]
    public void its_names_are_distinct_and_its_categories_come_last()
    {
        Assert.Equal(PredecessorFeatures.Names.Count, PredecessorFeatures.Names.Distinct().Count());
        Assert.Equal(
            ["product_category_name", "payment_type", "customer_state"],
            PredecessorFeatures.Names.Where((_, i) => PredecessorFeatures.IsCategorical(i))
        );
    }

    [Fact]
    public void it_keeps_the_largest_payment_only()
    {
        var (values, _) = Build(Delivered() with { Payments = [Payment(1, 30.0, "voucher", 1), Payment(2, 70.0, "credit_card", 4)] });
        Assert.Equal(70f, values["payment_value"]);
        Assert.Equal(4f, values["payment_installments"]);
        Assert.Equal(2f, values["payment_count"]);
    }

    [Fact]
    public void prices_and_sizes_are_totals_means_and_extremes_over_the_items()
    {
        var (values, categories) = Build(
            Delivered() with
            {
                Items =
                [
                    Item(1, price: 10.0),
                    Item(2, price: 30.0, category: "books") with
                    {
                        ProductWeightG = null,
                        ProductWidthCm = 9.0,
                    },
                ],
            }
        );
        Assert.Equal(40f, values["total_price"]);
        Assert.Equal(20f, values["mean_price"]);
        Assert.Equal(10f, values["min_price"]);
        Assert.Equal(30f, values["max_price"]);
        Assert.Equal(500f, values["mean_weight_g"]);
        Assert.Equal(7f, values["mean_width_cm"]);
        Assert.Equal(9f, values["max_width_cm"]);
        Assert.Equal("books", categories["product_category_name"]);
    }

    [Fact]
    public void missing_days_are_zero_and_other_missing_numbers_wait_for_the_median()
    {
        var (values, _) = Build(Delivered() with { EstimatedDeliveryAt = null, ApprovedAt = null, Items = [], Payments = [] });
        for (var i = 0; i < PredecessorFeatures.Names.Count; i++)
        {
            if (PredecessorFeatures.MissingIsZero(i))
                Assert.False(float.IsNaN(values[PredecessorFeatures.Names[i]]));
        }

        Assert.Equal(0f, values["estimated_delivery_days"]);
        Assert.Equal(0f, values["carrier_handling_time"]);
        Assert.Equal(float.NaN, values["total_price"]);
        Assert.Equal(float.NaN, values["payment_value"]);
    }

    private static (Dictionary<string, float> Values, Dictionary<string, string?> Categories) Build(OrderDelivered order)
    {
        var values = new float[PredecessorFeatures.Names.Count];
        var categories = new string?[values.Length];
        PredecessorFeatures.Build(order, values, categories);
        return (PredecessorFeatures.Names.Zip(values).ToDictionary(), PredecessorFeatures.Names.Zip(categories).ToDictionary());
    }
}
