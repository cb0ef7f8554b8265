using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Testing;

namespace Streaming.Contracts.Tests.Rules;

public sealed class ReviewContractTests
{
    private static readonly ReviewSubmitted Good = Samples.Review;

    [Fact]
    public void an_answer_recorded_before_it_was_given_is_named()
    {
        // five minutes of clocks, and the hour of the night in which they go back
        const long granted = 65 * LocalTime.MillisecondsPerMinute;
        ReviewContract.Check(Good with { RecordedAt = Good.AnsweredAt.AddMilliseconds(-granted) });
        AssertBroken(
            Good with
            {
                RecordedAt = Good.AnsweredAt.AddMilliseconds(-granted - 1),
            },
            "must be at most 65 minutes after recorded_at"
        );
    }

    [Fact]
    public void an_ordinary_review_passes() => ReviewContract.Check(Good);

    [Fact]
    public void a_review_of_an_order_without_items_and_with_codes_of_a_newer_list_passes() =>
        ReviewContract.Check(
            Good with
            {
                CreatedAt = null,
                SellerIds = [],
                ProductIds = [],
                ProductCategoryNames = [],
                CustomerState = null,
                SellerStates = [],
                ComplaintCodes = ["rude"],
                ComplaintCodesVersion = 99,
            }
        );

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void the_ends_of_the_scale_pass(int score) => ReviewContract.Check(Good with { ReviewScore = score });

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(int.MinValue)]
    public void a_score_off_the_scale_is_named(int score) =>
        AssertBroken(Good with { ReviewScore = score }, $"review_score is {score}, must be 1 to 5");

    [Fact]
    public void empty_ids_are_named()
    {
        AssertBroken(Good with { EventId = "" }, "event_id is empty");
        AssertBroken(Good with { ReviewId = "" }, "review_id is empty");
        AssertBroken(Good with { OrderId = "" }, "order_id is empty");
        AssertBroken(Good with { SellerIds = ["a", ""] }, "seller_ids[1] is empty");
        AssertBroken(Good with { ProductIds = [""] }, "product_ids[0] is empty");
        AssertBroken(Good with { ProductCategoryNames = [" "] }, "product_category_names[0] is empty");
        AssertBroken(Good with { SellerStates = [""] }, "seller_states[0] is empty");
        AssertBroken(Good with { ComplaintCodes = [""] }, "complaint_codes[0] is empty");
    }

    [Fact]
    public void versions_times_and_lengths_out_of_bounds_are_named()
    {
        AssertBroken(Good with { Version = 0 }, "version is 0");
        AssertBroken(Good with { ComplaintCodesVersion = -1 }, "complaint_codes_version is -1");
        AssertBroken(Good with { RecordedAt = new LocalTime(0) }, "recorded_at is 1970-01-01 00:00:00");
        AssertBroken(Good with { AnsweredAt = new LocalTime(0) }, "answered_at is 1970");
        AssertBroken(Good with { CreatedAt = new LocalTime(0) }, "created_at is 1970");
        AssertBroken(Good with { CustomerState = new string('x', 5_000) }, "customer_state");
        AssertBroken(Good with { SellerIds = [.. Enumerable.Repeat("s", 10_001)] }, "seller_ids is 10001 rows");
    }

    [Fact]
    public void control_characters_and_turned_ids_are_named()
    {
        AssertBroken(Good with { ReviewId = "a\0" }, "review_id is 'a\\u0000'");
        AssertBroken(Good with { OrderId = "a\u202Eb" }, "order_id is 'a\\u202Eb'");
        AssertBroken(Good with { SellerIds = ["a\u202Eb"] }, "seller_ids[0] is 'a\\u202Eb'");
        AssertBroken(Good with { ProductIds = ["a\n"] }, "product_ids[0] is 'a\\u000A'");
        AssertBroken(Good with { ProductCategoryNames = ["a\u0001"] }, "product_category_names[0]");
        AssertBroken(Good with { SellerStates = ["\u009B31m"] }, "seller_states[0]");
        AssertBroken(Good with { ComplaintCodes = ["a\0"] }, "complaint_codes[0]");
        ReviewContract.Check(Good with { ProductCategoryNames = ["\u200Fלבית"] });
    }

    private static void AssertBroken(ReviewSubmitted review, string named)
    {
        var fault = Assert.Throws<ContractException>(() => ReviewContract.Check(review));
        Assert.Equal(ReasonCodes.ContractViolation, fault.ReasonCode);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
