namespace Streaming.Contracts.Events;

/// <summary>One event of the marketplace's history: either a delivery or a review, never both.</summary>
public readonly record struct MarketEvent
{
    public MarketEvent(OrderDelivered delivery) => Delivery = delivery;

    public MarketEvent(ReviewSubmitted review) => Review = review;

    public OrderDelivered? Delivery { get; }

    public ReviewSubmitted? Review { get; }

    public LocalTime RecordedAt => Delivery?.RecordedAt ?? Review!.RecordedAt;

    public string OrderId => Delivery?.OrderId ?? Review!.OrderId;

    public string EventId => Delivery?.EventId ?? Review!.EventId;

    /// <summary>Event-time order: recorded_at, then deliveries before reviews, then event id (ordinal). Total, so that replays are
    /// reproducible.</summary>
    public static int Compare(MarketEvent a, MarketEvent b)
    {
        var byTime = a.RecordedAt.CompareTo(b.RecordedAt);
        if (byTime != 0)
            return byTime;
        var byKind = (a.Delivery is null).CompareTo(b.Delivery is null);
        return byKind != 0 ? byKind : string.CompareOrdinal(a.EventId, b.EventId);
    }
}
