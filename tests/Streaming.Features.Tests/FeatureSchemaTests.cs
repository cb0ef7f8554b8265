using Xunit;

namespace Streaming.Features.Tests;

public sealed class FeatureSchemaTests
{
    /// <summary>The predecessor's inference contract; who calls with these names must go on finding them.</summary>
    private static readonly string[] Contract =
    [
        "delivery_time_days",
        "estimated_delivery_days",
        "is_late_delivery",
        "carrier_handling_time",
        "order_hour",
        "order_day_of_week",
        "order_month",
        "is_weekend_order",
        "order_items_count",
        "total_price",
        "total_freight",
        "avg_item_price",
        "product_photos_qty",
        "product_description_length",
        "payment_value",
        "payment_installments",
        "used_installments",
        "product_category_name",
        "payment_type",
        "customer_state",
    ];

    [Fact]
    public void every_name_is_there_once_and_finds_its_index()
    {
        Assert.Equal(109, FeatureSchema.All.Count);
        for (var i = 0; i < FeatureSchema.All.Count; i++)
            Assert.Equal(i, FeatureSchema.IndexOf(FeatureSchema.All[i].Name));
    }

    [Fact]
    public void the_inference_contract_of_twenty_fields_is_kept()
    {
        Assert.Equal(20, Contract.Distinct().Count());
        foreach (var name in Contract)
            Assert.InRange(FeatureSchema.IndexOf(name), 0, FeatureSchema.All.Count - 1);
    }

    [Fact]
    public void only_the_month_is_kept_from_the_trees() =>
        Assert.Equal(["order_month"], FeatureSchema.All.Where(feature => !feature.InModel).Select(feature => feature.Name));

    [Fact]
    public void only_four_features_are_categories() =>
        Assert.Equal(
            ["product_category_name", "payment_type", "customer_state", "seller_state"],
            FeatureSchema.All.Where(feature => feature.Kind == FeatureKind.Categorical).Select(feature => feature.Name)
        );

    [Fact]
    public void an_unknown_name_is_named_in_the_error() =>
        Assert.Contains(
            "'product_description_lenght'",
            Assert.Throws<ArgumentException>(() => FeatureSchema.IndexOf("product_description_lenght")).Message,
            StringComparison.Ordinal
        );
}
