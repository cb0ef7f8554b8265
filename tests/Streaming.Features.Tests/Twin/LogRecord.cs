using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests.Twin;

/// <summary>One event where it stands in its log: a delivery or a review, never both.</summary>
internal sealed record LogRecord(LogPosition Position, OrderDelivered? Delivery, ReviewSubmitted? Review)
{
    public string OrderId => Delivery?.OrderId ?? Review!.OrderId;

    public LocalTime RecordedAt => Delivery?.RecordedAt ?? Review!.RecordedAt;

    public void ObserveBy(HistoryTable table)
    {
        if (Delivery is not null)
            table.Observe(Delivery, Position);
        else
            table.Observe(Review!, Position);
    }
}
