using System.Net;
using System.Text.Json;
using Streaming.Features;
using Xunit;

namespace Streaming.Api.Tests;

public sealed class PredictTests
{
    /// <summary>As the predecessor's callers send it: numbers as floats, instalments twice, the raw column's spelling.</summary>
    private const string Body = """
        {"carrier_handling_time":2.0,"delivery_time_days":14.0,"order_items_count":1.0,"payment_value":115.0,
         "estimated_delivery_days":10.0,"avg_item_price":100.0,
         "product_photos_qty":1.0,"is_weekend_order":0,"order_hour":14,"product_description_lenght":500.0,
         "total_freight":15.0,"total_price":100.0,"is_late_delivery":1,
         "used_installments":3.0,"payment_installments":3,"order_month":3,"order_day_of_week":2,
         "product_category_name":"SP","payment_type":"SP","customer_state":"RJ"}
        """;

    [Fact]
    public async Task the_predecessors_body_is_scored_as_it_is()
    {
        await using var server = await ScoreServer.StartAsync();
        var (status, body) = await server.AskAsync("/predict", Body);
        Assert.Equal(HttpStatusCode.OK, status);
        var score = body.GetProperty("scores")[0];
        Assert.Equal("YELLOW", score.GetProperty("tier").GetString()); // four days late
        var missing = score.GetProperty("missing_features").EnumerateArray().Select(name => name.GetString()!).ToHashSet();
        Assert.DoesNotContain("product_description_length", missing);
        Assert.DoesNotContain("late_days", missing);
        Assert.DoesNotContain("category_reviews", missing);
        Assert.Superset(
            new HashSet<string>
            {
                "seller_reviews",
                "product_reviews",
                "review_already_in",
                "approval_hours",
                "delivery_hour",
                "area_residual",
                "voucher_share",
            },
            missing
        );
        Assert.Equal(FeatureSchema.All.Count, missing.Count + KnownFeatures);
    }

    [Fact]
    public async Task a_field_that_cannot_be_used_is_named()
    {
        await using var server = await ScoreServer.StartAsync();
        var (status, answer) = await server.AskAsync("/predict", """{"order_hour":24,"payment_type":7,"order_id":"x"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(
            [
                "order_hour is 24, must be a whole number from 0 to 23",
                "payment_type is 7, must be a text of at most 4,096 characters",
                "order_id is \"x\", must be left out: PredecessorBody has no such field",
            ],
            answer
                .GetProperty("errors")
                .EnumerateArray()
                .Select(error => $"{error.GetProperty("field")} is {error.GetProperty("value")}, must be {error.GetProperty("rule")}")
        );
    }

    [Theory]
    [InlineData("""{"is_late_delivery":0.5}""", "is_late_delivery", "0.5", "0 or 1")]
    [InlineData("""{"is_late_delivery":2}""", "is_late_delivery", "2", "0 or 1")]
    [InlineData("""{"is_weekend_order":0.5}""", "is_weekend_order", "0.5", "0 or 1")]
    [InlineData("""{"order_month":5.5}""", "order_month", "5.5", "a whole number from 1 to 12")]
    [InlineData("""{"order_hour":14.5}""", "order_hour", "14.5", "a whole number from 0 to 23")]
    [InlineData("""{"order_items_count":1.5}""", "order_items_count", "1.5", "a whole number from 0 to 10000")]
    [InlineData(
        """{"is_late_delivery":0,"delivery_time_days":30,"estimated_delivery_days":20}""",
        "is_late_delivery",
        "0",
        "1 or left out: delivery_time_days is 30, estimated_delivery_days 20"
    )]
    [InlineData(
        """{"is_late_delivery":1,"delivery_time_days":7,"estimated_delivery_days":20}""",
        "is_late_delivery",
        "1",
        "0 or left out: delivery_time_days is 7, estimated_delivery_days 20"
    )]
    [InlineData(
        """{"is_weekend_order":1,"order_day_of_week":4}""",
        "is_weekend_order",
        "1",
        "0 or left out: order_day_of_week is 4, Monday being 0"
    )]
    [InlineData(
        """{"is_weekend_order":0,"order_day_of_week":6}""",
        "is_weekend_order",
        "0",
        "1 or left out: order_day_of_week is 6, Monday being 0"
    )]
    [InlineData(
        """{"used_installments":0,"payment_installments":3}""",
        "used_installments",
        "0",
        "1 or left out: payment_installments is 3"
    )]
    [InlineData(
        """{"used_installments":4,"payment_installments":3}""",
        "used_installments",
        "4",
        "1 or left out: payment_installments is 3"
    )]
    [InlineData("""{"order_items_count":0,"total_price":50}""", "order_items_count", "0", "1 or more, or left out: total_price is 50")]
    [InlineData("""{"order_items_count":0,"payment_value":50}""", "order_items_count", "0", "1 or more, or left out: payment_value is 50")]
    [InlineData(
        """{"order_items_count":2,"avg_item_price":100,"total_price":100}""",
        "total_price",
        "100",
        "order_items_count times avg_item_price, 2 times 100, or one of the three left out"
    )]
    public async Task what_contradicts_itself_is_refused_with_field_value_and_rule(string body, string field, string value, string rule)
    {
        await using var server = await ScoreServer.StartAsync();
        var (status, answer) = await server.AskAsync("/predict", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal(
            (field, value, rule),
            (error.GetProperty("field").GetString(), error.GetProperty("value").GetString(), error.GetProperty("rule").GetString())
        );
    }

    [Theory]
    [InlineData("""{"is_late_delivery":1.0,"delivery_time_days":20,"estimated_delivery_days":20}""")]
    [InlineData("""{"is_late_delivery":0,"delivery_time_days":20,"estimated_delivery_days":20}""")]
    [InlineData("""{"is_weekend_order":1,"order_day_of_week":5.0}""")]
    [InlineData("""{"used_installments":1,"payment_installments":1}""")]
    [InlineData("""{"used_installments":1,"payment_installments":8}""")]
    [InlineData("""{"used_installments":0,"payment_installments":0}""")]
    [InlineData("""{"order_items_count":3,"avg_item_price":33.33,"total_price":100}""")]
    [InlineData("""{"order_items_count":0,"total_price":0,"payment_value":null}""")]
    public async Task what_may_be_true_together_is_scored(string body)
    {
        await using var server = await ScoreServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync("/predict", body)).Status);
    }

    [Fact]
    public async Task values_that_the_model_does_not_know_are_listed()
    {
        await using var server = await ScoreServer.StartAsync();
        var (_, answer) = await server.AskAsync(
            "/predict",
            """{"customer_state":"sp","payment_type":"Credit Card","product_category_name":null}"""
        );
        Assert.Equal(
            ["payment_type Credit Card as missing", "customer_state sp as missing"],
            answer
                .GetProperty("scores")[0]
                .GetProperty("unknown_values")
                .EnumerateArray()
                .Select(value => $"{value.GetProperty("field")} {value.GetProperty("value")} {value.GetProperty("used")}")
        );
    }

    [Fact]
    public async Task both_spellings_of_one_field_are_one_field()
    {
        await using var server = await ScoreServer.StartAsync();
        var (_, answer) = await server.AskAsync("/predict", """{"product_description_length":5,"product_description_lenght":5}""");
        Assert.Equal("given once", Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("rule").GetString());
    }

    /// <summary>The 20, seven that follow from them (delay, late days, ratio of times and of freight, dearest item, paid less basket),
    /// three counts of a single item, the category's history and what is expected of such an order.</summary>
    private const int KnownFeatures = 20 + 6 + 3 + 1 + 2 + 8 + 7;
}
