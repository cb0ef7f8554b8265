using Streaming.Contracts.Events;

namespace Streaming.Contracts.Rules;

/// <summary>What a decoded review must hold so that it can be counted. Codes that we do not know pass: a newer source may find
/// more.</summary>
public static class ReviewContract
{
    private const string Name = "review-submitted";

    /// <exception cref="ContractException">Contract violation; the message names every broken rule (the first 20) with field and
    /// value.</exception>
    public static void Check(ReviewSubmitted review) => Judge(review).ThrowIfAny(Name);

    /// <summary>The broken rules, the first 20; empty for a review that can be counted.</summary>
    public static IReadOnlyList<Violation> Find(ReviewSubmitted review) => Judge(review).Found;

    private static Violations Judge(ReviewSubmitted review)
    {
        var violations = default(Violations);
        violations.Id("event_id", review.EventId);
        violations.Version(review.Version);
        violations.Time("recorded_at", review.RecordedAt);
        violations.Id("review_id", review.ReviewId);
        violations.Id("order_id", review.OrderId);
        if (review.ReviewScore is < 1 or > 5)
            violations.Add(RuleCodes.Bounds, "review_score", -1, ValueRules.Shown(review.ReviewScore), "1 to 5");
        violations.Time("created_at", review.CreatedAt);
        violations.Time("answered_at", review.AnsweredAt);
        violations.Foreseen("answered_at", review.AnsweredAt, review.RecordedAt);
        CheckIds(ref violations, "seller_ids", "seller_ids[]", review.SellerIds);
        CheckIds(ref violations, "product_ids", "product_ids[]", review.ProductIds);
        CheckNames(ref violations, "product_category_names", "product_category_names[]", review.ProductCategoryNames);
        violations.Text("customer_state", review.CustomerState);
        CheckNames(ref violations, "seller_states", "seller_states[]", review.SellerStates);
        CheckNames(ref violations, "complaint_codes", "complaint_codes[]", review.ComplaintCodes);
        violations.Count("complaint_codes_version", review.ComplaintCodesVersion, -1);
        return violations;
    }

    private static void CheckIds(ref Violations violations, string field, string element, IReadOnlyList<string> ids)
    {
        if (!violations.List(field, ids.Count))
            return;
        for (var i = 0; i < ids.Count; i++)
            violations.Id(element, ids[i], i);
    }

    private static void CheckNames(ref Violations violations, string field, string element, IReadOnlyList<string> names)
    {
        if (!violations.List(field, names.Count))
            return;
        for (var i = 0; i < names.Count; i++)
            violations.Name(element, names[i], i);
    }
}
