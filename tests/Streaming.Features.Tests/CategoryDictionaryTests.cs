using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.Features.Tests;

public sealed class CategoryDictionaryTests
{
    private static readonly int State = FeatureSchema.IndexOf("customer_state");

    [Fact]
    public void codes_are_ordinal_and_do_not_depend_on_the_order_of_rows()
    {
        var one = CategoryDictionary.Build([Row("SP").Categories, Row("AC").Categories, Row(null).Categories, Row("SP").Categories]);
        var other = CategoryDictionary.Build([Row("AC").Categories, Row("SP").Categories]);
        Assert.Equal(["AC", "SP"], one.Categories["customer_state"]);
        Assert.Equal(one.Categories["customer_state"], other.Categories["customer_state"]);
        Assert.Empty(one.Categories["payment_type"]);
    }

    [Theory]
    [InlineData("AC", 0f, false)]
    [InlineData("SP", 1f, false)]
    [InlineData("XX", float.NaN, true)]
    [InlineData(null, float.NaN, false)]
    public void unseen_and_missing_are_nan_and_only_the_unseen_says_so(string? state, float code, bool unseen)
    {
        var dictionary = CategoryDictionary.Build([Row("SP").Categories, Row("AC").Categories]);
        var row = Row(state);
        row.Values[State] = 7f;
        dictionary.Encode(row);
        Assert.Equal(code, row.Values[State]);
        Assert.Equal(unseen, dictionary.IsUnseen(row, State));
    }

    [Fact]
    public void numbers_are_left_alone()
    {
        var row = Row("SP");
        row.Values[0] = 3.5f;
        CategoryDictionary.Build([row.Categories]).Encode(row);
        Assert.Equal(3.5f, row.Values[0]);
    }

    [Fact]
    public void a_dictionary_made_from_its_own_lists_gives_the_same_codes()
    {
        var built = CategoryDictionary.Build([Row("SP").Categories, Row("AC").Categories]);
        var row = Row("SP");
        new CategoryDictionary(built.Categories).Encode(row);
        Assert.Equal(1f, row.Values[State]);
    }

    [Fact]
    public void a_number_or_a_category_listed_twice_is_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            new CategoryDictionary(new Dictionary<string, IReadOnlyList<string>> { ["total_price"] = ["1"] })
        );
        Assert.Throws<ArgumentException>(() =>
            new CategoryDictionary(new Dictionary<string, IReadOnlyList<string>> { ["customer_state"] = ["SP", "SP"] })
        );
    }

    private static FeatureRow Row(string? state)
    {
        var row = new FeatureRow();
        row.Categories[State] = state;
        return row;
    }
}
