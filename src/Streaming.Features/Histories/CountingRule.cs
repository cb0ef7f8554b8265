using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Features.Histories;

/// <summary>
/// Which events count: the first of its id, and every higher version, which takes the one before it back. A version never counts before the
/// one that it
/// corrects. What was forgotten is not corrected: an event more than 400 days after the last one counts as a first.
/// </summary>
internal static class CountingRule
{
    public static void Observe(
        OrderMemory memory,
        OrderDelivered delivery,
        int day,
        bool isLate,
        ClosedDays counts,
        DayClosing closing,
        EventCounts events
    )
    {
        var latest = memory.Delivery;
        var hash = EventHash.Of(delivery.EventId);
        var isKnown = latest is not null && day - latest.Day <= HistoryConstants.MemoryDays;
        if (IsInChain(latest, delivery.Version, hash, day))
        {
            events.Duplicates++;
            return;
        }

        if (isKnown && delivery.Version <= latest!.Version)
        {
            events.LowerVersions++;
            return;
        }

        var facts = new DeliveryFacts
        {
            Previous = latest,
            Replaces = isKnown,
            Version = delivery.Version,
            EventHash = hash,
            Day = isKnown ? Math.Max(day, latest!.Day) : day,
            DeliveredAt = delivery.DeliveredAt.Milliseconds,
            IsLate = delivery.DeliveredAt > delivery.EstimatedDeliveryAt,
            Bucket = Expectation.BucketOf(delivery),
            Keys = Shared(KeySet.Of(delivery.Items, counts.Keys), memory, counts),
            Area = AreaKey(delivery, counts.Keys[(int)KeyKind.Area]),
        };
        memory.Delivery = facts;
        events.Deliveries++;
        Counted(memory, facts.Day, isKnown, isLate, closing, events);
    }

    public static void Observe(
        OrderMemory memory,
        ReviewSubmitted review,
        LocalTime inAt,
        int day,
        bool isLate,
        ClosedDays counts,
        DayClosing closing,
        EventCounts events
    )
    {
        var hash = EventHash.Of(review.EventId);
        ReviewFacts? before = null;
        var latest = memory.Reviews;
        while (latest is not null && latest.EventHash != hash)
            (before, latest) = (latest, latest.NextReview);
        var isKnown = latest is not null && day - latest.Day <= HistoryConstants.MemoryDays;
        if (IsInChain(latest, review.Version, day))
        {
            events.Duplicates++;
            return;
        }

        if (isKnown && review.Version <= latest!.Version)
        {
            events.LowerVersions++;
            return;
        }

        var facts = new ReviewFacts
        {
            Previous = latest,
            Replaces = isKnown,
            Version = review.Version,
            EventHash = hash,
            Day = isKnown ? Math.Max(day, latest!.Day) : day,
            AnsweredAt = review.AnsweredAt.Milliseconds,
            InAt = inAt.Milliseconds,
            Score = checked((byte)review.ReviewScore),
            Complaints = ReviewColumns.BitsOf(review.ComplaintCodes),
            Keys = Shared(KeySet.Of(review, counts.Keys), memory, counts),
            NextReview = latest?.NextReview,
        };
        if (latest is not null)
            latest.NextReview = null;
        if (before is null)
            memory.Reviews = facts;
        else
            before.NextReview = facts;
        events.Reviews++;
        Counted(memory, facts.Day, isKnown, isLate, closing, events);
    }

    private static int AreaKey(OrderDelivered delivery, KeyTable areas)
    {
        var area = CustomerArea.Of(delivery, stackalloc char[CustomerArea.Room]);
        if (area.IsEmpty)
            return KeyTable.Unknown;
        var key = areas.Find(area);
        return key != KeyTable.Unknown ? key : areas.Intern(area.ToString());
    }

    private static void Counted(OrderMemory memory, int day, bool isCorrection, bool isLate, DayClosing closing, EventCounts events)
    {
        if (isCorrection)
            events.Corrections++;
        if (isLate)
            events.Late++;
        memory.LastDay = Math.Max(memory.LastDay, day);
        closing.Open(memory, day);
    }

    /// <summary>A delivery and its reviews nearly always name the same keys: kept once.</summary>
    private static KeySet Shared(KeySet keys, OrderMemory memory, ClosedDays counts) =>
        memory.Delivery is { } delivery && delivery.Keys.SameAs(keys) ? delivery.Keys
        : memory.Reviews is { } review && review.Keys.SameAs(keys) ? review.Keys
        : counts.KeySets.Share(keys);

    private static bool IsInChain(DeliveryFacts? version, int number, ulong hash, int day)
    {
        while (version is not null && (version.Version != number || version.EventHash != hash || IsForgotten(version.Day, day)))
            version = version.Previous;
        return version is not null;
    }

    private static bool IsInChain(ReviewFacts? version, int number, int day)
    {
        while (version is not null && (version.Version != number || IsForgotten(version.Day, day)))
            version = version.Previous;
        return version is not null;
    }

    private static bool IsForgotten(int earlier, int day) => Math.Abs(day - earlier) > HistoryConstants.MemoryDays;
}
