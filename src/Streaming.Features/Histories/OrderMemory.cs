namespace Streaming.Features.Histories;

/// <summary>What is remembered of one order: its events, until 400 days after the last of them.</summary>
internal sealed class OrderMemory(OrderKey key)
{
    /// <summary>
    /// Versions of a delivery that are counted of one order. Every event of an order is held against those before it, so that without a
    /// limit one order of a hundred thousand corrections would cost the square of that; no shop corrects a delivery so often.
    /// </summary>
    public const int MostVersions = 200;

    /// <summary>Reviews, their corrections included, that are counted of one order.</summary>
    public const int MostReviews = 100;

    public OrderKey Key { get; } = key;

    /// <summary>The latest counted version of the delivery.</summary>
    public DeliveryFacts? Delivery { get; set; }

    /// <summary>The latest counted version of each review, linked by <see cref="ReviewFacts.NextReview"/> in the order of the
    /// log.</summary>
    public ReviewFacts? Reviews { get; set; }

    /// <summary>The latest delivery event that the log itself showed and that stands; see <see cref="HistoryTable.IsAccepted"/>.</summary>
    public AcceptedMark? Mark { get; set; }

    /// <summary>No further version of the delivery is counted.</summary>
    public bool HasAllVersions
    {
        get
        {
            var (counted, marks) = (0, 0);
            for (var version = Delivery; version is not null; version = version.Previous)
                counted++;
            for (var mark = Mark; mark is not null; mark = mark.Previous)
                marks++;
            return counted >= MostVersions || marks >= MostVersions;
        }
    }

    /// <summary>No further review is counted.</summary>
    public bool HasAllReviews
    {
        get
        {
            var counted = 0;
            for (var review = Reviews; review is not null; review = review.NextReview)
            for (var version = review; version is not null; version = version.Previous)
                counted++;
            return counted >= MostReviews;
        }
    }

    /// <summary>Day of the order's last counted event.</summary>
    public int LastDay { get; set; } = int.MinValue;

    /// <summary>The last day that was closed for this order; an order with two events on a day is closed once.</summary>
    public int ClosedDay { get; set; } = int.MinValue;
}

/// <summary>A version of an order's delivery as far as histories need it.</summary>
internal sealed class DeliveryFacts
{
    /// <summary>The version before this one.</summary>
    public required DeliveryFacts? Previous { get; init; }

    /// <summary>This version corrects the previous one; false for a first event and for one after the previous was forgotten.</summary>
    public required bool Replaces { get; init; }

    public required int Version { get; init; }

    public required ulong EventHash { get; init; }

    /// <summary>The day on which it counts.</summary>
    public required int Day { get; init; }

    /// <summary>Local milliseconds.</summary>
    public required long DeliveredAt { get; init; }

    public required bool IsLate { get; init; }

    /// <summary>Bucket of lateness and basket; -1 without an estimate or without items.</summary>
    public required int Bucket { get; init; }

    public required KeySet Keys { get; init; }

    /// <summary>Key of the customer's postal area, or <see cref="KeyTable.Unknown"/>.</summary>
    public required int Area { get; init; }

    /// <summary>Set when the first review joins; until then the expectations below are not known.</summary>
    public bool HasExpectation { get; set; }

    /// <summary>Expected unsatisfied share in units of 1/65,536.</summary>
    public long ExpectedBad { get; set; }

    /// <summary>Expected score in units of 1/65,536.</summary>
    public long ExpectedScore { get; set; }

    /// <summary>The version that stood at the end of a day.</summary>
    public static DeliveryFacts? AsOf(DeliveryFacts? latest, int day)
    {
        while (latest is not null && latest.Day > day)
            latest = latest.Previous;
        return latest;
    }
}

/// <summary>A version of a review as far as histories need it.</summary>
internal sealed class ReviewFacts
{
    /// <summary>The version before this one.</summary>
    public required ReviewFacts? Previous { get; init; }

    /// <summary>This version corrects the previous one; false for a first event and for one after the previous was forgotten.</summary>
    public required bool Replaces { get; init; }

    public required int Version { get; init; }

    /// <summary>Tells the reviews of one order apart.</summary>
    public required ulong EventHash { get; init; }

    /// <summary>The day on which it counts.</summary>
    public required int Day { get; init; }

    /// <summary>Local milliseconds.</summary>
    public required long AnsweredAt { get; init; }

    /// <summary>From when on it was in: the later of its answer and its recording.</summary>
    public required long InAt { get; init; }

    public required byte Score { get; init; }

    /// <summary>One bit per complaint code.</summary>
    public required byte Complaints { get; init; }

    public required KeySet Keys { get; init; }

    /// <summary>The order's next review; kept on latest versions only.</summary>
    public ReviewFacts? NextReview { get; set; }

    public bool IsBad => Score < HistoryConstants.SatisfiedFrom;

    /// <summary>The version that stood at the end of a day.</summary>
    public static ReviewFacts? AsOf(ReviewFacts? latest, int day)
    {
        while (latest is not null && latest.Day > day)
            latest = latest.Previous;
        return latest;
    }
}

/// <summary>A delivery event that stands in the log: the first of its order, or of a higher version than all before it.</summary>
internal sealed record AcceptedMark(AcceptedMark? Previous, int Version, int Day, int Partition, long Offset);
