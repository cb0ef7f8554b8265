using Streaming.Features;
using Streaming.Models.Contributions;
using Streaming.Models.Reasons;
using Xunit;

namespace Streaming.Models.Tests.Reasons;

public sealed class ExplainerTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Categories = FeatureSchema
        .All.Where(feature => feature.Kind == FeatureKind.Categorical)
        .ToDictionary(feature => feature.Name, _ => (IReadOnlyList<string>)["bed_bath_table", "b"]);

    [Fact]
    public void every_feature_of_the_model_has_a_reason()
    {
        var concepts = ReasonCatalog.ByFeature();
        Assert.All(
            FeatureSchema.All.Select((feature, index) => (feature, index)),
            pair => Assert.True(concepts[pair.index] is not null, pair.feature.Name)
        );
        Assert.Equal(ReasonCatalog.All.Count, ReasonCatalog.All.Select(concept => concept.Code).Distinct().Count());
    }

    [Fact]
    public void every_reason_has_words_whatever_is_missing()
    {
        foreach (var fill in (float[])[float.NaN, 0, 1])
        {
            var vector = new float[FeatureSchema.All.Count];
            Array.Fill(vector, fill);
            foreach (var concept in ReasonCatalog.All)
            {
                var text = concept.Text(new ReasonFacts(vector, Categories));
                Assert.NotEmpty(text);
                Assert.DoesNotContain("NaN", text);
                Assert.DoesNotContain("_", text);
            }
        }
    }

    [Fact]
    public void features_of_one_concept_are_told_once_with_their_sum()
    {
        var reasons = Explain(
            new()
            {
                ["late_days"] = -0.5,
                ["delivery_delay_days"] = -0.2,
                ["seller_count"] = -0.6,
            },
            new()
            {
                ["delivery_delay_days"] = 6.2f,
                ["seller_count"] = 3,
                ["order_items_count"] = 4,
            }
        );
        Assert.Equal(["delivery_promise", "parcels"], reasons.Select(reason => reason.Code));
        Assert.Equal(-0.7, reasons[0].Contribution, 12);
        Assert.Equal("late_days", reasons[0].Feature);
        Assert.Equal("Delivered 6 days after the promised date", reasons[0].Text);
        Assert.Equal("3 sellers in one order of 4 items", reasons[1].Text);
    }

    [Fact]
    public void what_speaks_for_the_customer_is_no_reason() =>
        Assert.Equal(
            ["freight"],
            Explain(
                    new()
                    {
                        ["total_price"] = 0.5,
                        ["total_freight"] = -0.1,
                        ["delivery_hour"] = -0.001,
                    },
                    []
                )
                .Select(reason => reason.Code)
        );

    [Fact]
    public void no_more_than_the_limit_are_told_strongest_first()
    {
        var reasons = Explain(
            new()
            {
                ["total_price"] = -0.1,
                ["total_freight"] = -0.4,
                ["seller_count"] = -0.2,
                ["late_days"] = -0.3,
            },
            []
        );
        Assert.Equal(["freight", "delivery_promise", "parcels"], reasons.Select(reason => reason.Code));
    }

    [Theory]
    [InlineData("review_already_in", "The customer had already answered the survey before delivery")]
    [InlineData("seller_residual", "This seller's customers complain more than expected: 31 % unsatisfied over 54 reviews")]
    [InlineData("product_bad_share", "This product's record: 25 % unsatisfied over 1 review")]
    [InlineData("delivery_time_days", "Delivered 12 days after the purchase, 10 days of them with the carrier")]
    [InlineData("expected_bad", "Of recent orders with such a delivery and basket 34 % were unsatisfied")]
    [InlineData("seller_missing_share", "Reviews of this seller complain about missing goods: about 12 % of them")]
    [InlineData("product_category_name", "Products of the category bed bath table: 20 % unsatisfied over 900 reviews")]
    [InlineData("carrier_delay_days", "The seller handed the parcel over 1 day after the latest date")]
    public void words_carry_the_orders_values(string feature, string expected)
    {
        var reasons = Explain(
            new() { [feature] = -1 },
            new()
            {
                ["review_already_in"] = 1,
                ["seller_residual"] = 0.1f,
                ["seller_bad_share"] = 0.31f,
                ["seller_reviews"] = 54,
                ["product_bad_share"] = 0.25f,
                ["product_reviews"] = 1,
                ["product_residual"] = -0.1f,
                ["delivery_time_days"] = 12.3f,
                ["transit_days"] = 9.8f,
                ["expected_bad"] = 0.34f,
                ["expected_bad_here"] = 0.3f,
                ["seller_missing_share"] = 0.12f,
                ["product_category_name"] = 0,
                ["category_bad_share"] = 0.2f,
                ["category_reviews"] = 900,
                ["carrier_delay_days"] = 1.2f,
            }
        );
        Assert.Equal(expected, Assert.Single(reasons).Text);
    }

    private static IReadOnlyList<Streaming.Contracts.Events.Reason> Explain(
        Dictionary<string, double> contributions,
        Dictionary<string, float> values
    )
    {
        var vector = new float[FeatureSchema.All.Count];
        foreach (var (name, value) in values)
            vector[FeatureSchema.IndexOf(name)] = value;
        return new Explainer(new Given(contributions), Categories).Explain(vector, [], 3);
    }

    private sealed class Given(Dictionary<string, double> values) : IContributions
    {
        public double Base => 0;

        public void Attribute(ReadOnlySpan<float> vector, ReadOnlySpan<int> leaves, Span<double> contributions)
        {
            contributions.Clear();
            foreach (var (name, value) in values)
                contributions[FeatureSchema.IndexOf(name)] = value;
        }
    }
}
