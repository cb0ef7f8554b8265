using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/review-submitted.avsc</c>.</summary>
internal sealed class ConfluentReviewSubmittedCodec()
    : ConfluentCodec<ReviewSubmitted, Generated.ReviewSubmitted>("review-submitted", ValueRules.LongestList)
{
    private protected override ReviewSubmitted ToRecord(Generated.ReviewSubmitted read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            ReviewId = read.review_id,
            OrderId = read.order_id,
            ReviewScore = read.review_score,
            CreatedAt = read.created_at,
            AnsweredAt = read.answered_at,
            SellerIds = read.seller_ids.ToArray(),
            ProductIds = read.product_ids.ToArray(),
            ProductCategoryNames = read.product_category_names.ToArray(),
            CustomerState = read.customer_state,
            SellerStates = read.seller_states.ToArray(),
            ComplaintCodes = read.complaint_codes.ToArray(),
            ComplaintCodesVersion = read.complaint_codes_version,
        };

    private protected override Generated.ReviewSubmitted FromRecord(ReviewSubmitted value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            review_id = Text("review_id", value.ReviewId),
            order_id = Text("order_id", value.OrderId),
            review_score = value.ReviewScore,
            created_at = value.CreatedAt,
            answered_at = value.AnsweredAt,
            seller_ids = Texts("seller_ids", value.SellerIds),
            product_ids = Texts("product_ids", value.ProductIds),
            product_category_names = Texts("product_category_names", value.ProductCategoryNames),
            customer_state = OptionalText("customer_state", value.CustomerState),
            seller_states = Texts("seller_states", value.SellerStates),
            complaint_codes = Texts("complaint_codes", value.ComplaintCodes),
            complaint_codes_version = value.ComplaintCodesVersion,
        };
}
