namespace Streaming.Cases.Intake;

/// <summary>A review as the cases need it: no text, no person.</summary>
/// <param name="EventId">Of one review of one order.</param>
/// <param name="Version">A higher one corrects it.</param>
/// <param name="AnsweredAt">By the market's own clock, as the next.</param>
internal sealed record StoredReview(string EventId, string OrderId, int Version, int Score, DateTime AnsweredAt, DateTime RecordedAt)
{
    /// <summary>Of several reviews of an order the one that was answered last counts.</summary>
    public static StoredReview Counted(IEnumerable<StoredReview> reviews) =>
        reviews.OrderBy(review => review.AnsweredAt).ThenBy(review => review.EventId, StringComparer.Ordinal).Last();
}
