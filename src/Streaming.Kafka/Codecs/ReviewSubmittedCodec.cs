using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/review-submitted.avsc</c>; an initializer runs in the order in which it is written.</summary>
internal sealed class ReviewSubmittedCodec() : AvroCodec<ReviewSubmitted>("review-submitted")
{
    private protected override ReviewSubmitted Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.LocalTime("recorded_at"),
            ReviewId = reader.String("review_id"),
            OrderId = reader.String("order_id"),
            ReviewScore = reader.Int("review_score"),
            CreatedAt = reader.OptionalLocalTime("created_at"),
            AnsweredAt = reader.LocalTime("answered_at"),
            SellerIds = reader.Array(
                "seller_ids",
                1,
                static (ref AvroReader element) => element.String("seller_ids"),
                ValueRules.LongestList
            ),
            ProductIds = reader.Array(
                "product_ids",
                1,
                static (ref AvroReader element) => element.String("product_ids"),
                ValueRules.LongestList
            ),
            ProductCategoryNames = reader.Array(
                "product_category_names",
                1,
                static (ref AvroReader element) => element.String("product_category_names"),
                ValueRules.LongestList
            ),
            CustomerState = reader.OptionalString("customer_state"),
            SellerStates = reader.Array(
                "seller_states",
                1,
                static (ref AvroReader element) => element.String("seller_states"),
                ValueRules.LongestList
            ),
            ComplaintCodes = reader.Array(
                "complaint_codes",
                1,
                static (ref AvroReader element) => element.String("complaint_codes"),
                ValueRules.LongestList
            ),
            ComplaintCodesVersion = reader.Int("complaint_codes_version"),
        };

    private protected override void Write(ReviewSubmitted value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.LocalTime(value.RecordedAt);
        writer.String("review_id", value.ReviewId);
        writer.String("order_id", value.OrderId);
        writer.Int(value.ReviewScore);
        writer.OptionalLocalTime(value.CreatedAt);
        writer.LocalTime(value.AnsweredAt);
        writer.Array("seller_ids", value.SellerIds, static (element, item) => element.String("seller_ids", item));
        writer.Array("product_ids", value.ProductIds, static (element, item) => element.String("product_ids", item));
        writer.Array(
            "product_category_names",
            value.ProductCategoryNames,
            static (element, item) => element.String("product_category_names", item)
        );
        writer.OptionalString("customer_state", value.CustomerState);
        writer.Array("seller_states", value.SellerStates, static (element, item) => element.String("seller_states", item));
        writer.Array("complaint_codes", value.ComplaintCodes, static (element, item) => element.String("complaint_codes", item));
        writer.Int(value.ComplaintCodesVersion);
    }
}
