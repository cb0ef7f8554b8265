namespace Streaming.Features.Histories;

/// <summary>A delivery and a review of the same order that stood together at the end of a day and joined.</summary>
internal readonly record struct Joined(DeliveryFacts Delivery, ReviewFacts Review);

/// <summary>
/// When a review joins its delivery. By days and times of the events, never by arrival: the pair that counts on a day is the version of
/// each that
/// stood at its end, and a correction on that day takes the pair before it back.
/// </summary>
internal static class Joining
{
    /// <summary>Whether the two can join at all; what is left is that the delivery has an expectation.</summary>
    public static bool IsEligible(DeliveryFacts delivery, ReviewFacts review) =>
        delivery.Bucket >= 0
        && review.AnsweredAt >= delivery.DeliveredAt
        && review.Day - delivery.Day <= HistoryConstants.JoinDays
        && delivery.Day - review.Day <= HistoryConstants.MemoryDays;

    /// <summary>What changes on a day for one review: the pair to take back and the pair to add, either of them null.</summary>
    /// <param name="delivery">The order's latest delivery version.</param>
    /// <param name="review">The latest version of the review.</param>
    /// <param name="day">The day.</param>
    public static (Joined? Back, Joined? Added) ChangeOn(DeliveryFacts? delivery, ReviewFacts review, int day)
    {
        var deliveryAfter = DeliveryFacts.AsOf(delivery, day);
        var reviewAfter = ReviewFacts.AsOf(review, day);
        if (deliveryAfter is null || reviewAfter is null)
            return default;
        var deliveryBefore = DeliveryFacts.AsOf(deliveryAfter, day - 1);
        var reviewBefore = ReviewFacts.AsOf(reviewAfter, day - 1);
        if (ReferenceEquals(deliveryBefore, deliveryAfter) && ReferenceEquals(reviewBefore, reviewAfter))
            return default;

        Joined? added = IsEligible(deliveryAfter, reviewAfter) ? new Joined(deliveryAfter, reviewAfter) : null;
        Joined? back = null;
        if (
            deliveryBefore is not null
            && reviewBefore is not null
            && IsEligible(deliveryBefore, reviewBefore)
            && IsCorrection(deliveryAfter, deliveryBefore)
            && IsCorrection(reviewAfter, reviewBefore)
        )
            back = new Joined(deliveryBefore, reviewBefore);
        return (back, added);
    }

    private static bool IsCorrection(DeliveryFacts after, DeliveryFacts before)
    {
        for (var version = after; !ReferenceEquals(version, before); version = version.Previous!)
        {
            if (!version.Replaces)
                return false;
        }

        return true;
    }

    private static bool IsCorrection(ReviewFacts after, ReviewFacts before)
    {
        for (var version = after; !ReferenceEquals(version, before); version = version.Previous!)
        {
            if (!version.Replaces)
                return false;
        }

        return true;
    }
}
