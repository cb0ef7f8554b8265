using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Training.Replay;

/// <summary>
/// The delayed truth: an order's label is its last review by (answered, event id), as it was known at a given moment. Four stars or five
/// are satisfied. A higher version of a review replaces the lower one from the moment it was recorded.
/// </summary>
public sealed class LabelHistory
{
    private const int SatisfiedFrom = 4;

    private readonly Dictionary<string, List<ReviewSubmitted>> reviews = new(StringComparer.Ordinal);

    /// <summary>How many reviews were added.</summary>
    public int Count { get; private set; }

    public void Add(ReviewSubmitted review)
    {
        if (!reviews.TryGetValue(review.OrderId, out var ofOrder))
            reviews.Add(review.OrderId, ofOrder = new List<ReviewSubmitted>(1));
        ofOrder.Add(review);
        Count++;
    }

    /// <summary>Satisfied, unsatisfied, or null when no review of the order was known before <paramref name="before"/>.</summary>
    public bool? Satisfied(string orderId, LocalTime before)
    {
        if (!reviews.TryGetValue(orderId, out var ofOrder))
            return null;
        ReviewSubmitted? last = null;
        foreach (var review in ofOrder)
        {
            if (LocalTime.Later(review.AnsweredAt, review.RecordedAt) >= before || IsReplaced(review, ofOrder, before))
                continue;
            if (last is null || Compare(review, last) > 0)
                last = review;
        }

        return last is null ? null : last.ReviewScore >= SatisfiedFrom;
    }

    /// <summary>Every moment at which the order's label became another one.</summary>
    public IReadOnlyList<KnownLabel> Steps(string orderId)
    {
        if (!reviews.TryGetValue(orderId, out var ofOrder))
            return [];
        var steps = new List<KnownLabel>(ofOrder.Count);
        foreach (var known in ofOrder.Select(review => LocalTime.Later(review.AnsweredAt, review.RecordedAt)).Distinct().Order())
        {
            var satisfied = Satisfied(orderId, known.AddMilliseconds(1))!.Value;
            if (steps.Count == 0 || steps[^1].Satisfied != satisfied)
                steps.Add(new KnownLabel(known, satisfied));
        }

        return steps;
    }

    private static bool IsReplaced(ReviewSubmitted review, List<ReviewSubmitted> ofOrder, LocalTime before)
    {
        foreach (var other in ofOrder)
            if (
                other.Version > review.Version
                && other.EventId == review.EventId
                && LocalTime.Later(other.AnsweredAt, other.RecordedAt) < before
            )
                return true;
        return false;
    }

    private static int Compare(ReviewSubmitted a, ReviewSubmitted b)
    {
        var byTime = a.AnsweredAt.CompareTo(b.AnsweredAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.EventId, b.EventId);
    }
}
