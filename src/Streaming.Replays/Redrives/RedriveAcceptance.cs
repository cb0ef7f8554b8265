using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Scorer.DeadLetters;

namespace Streaming.Replays.Redrives;

/// <summary>
/// Which letters of an order are scored when they are released. One that only waited stands in the histories and is judged as ever. One
/// that was refused has no mark there: it is
/// judged by its place, and against the refused ones before it, released ones included.
/// </summary>
internal sealed class RedriveAcceptance(HistoryTable table, RefusedPositions refused)
{
    private int highestRefused = int.MinValue;

    /// <summary>Another order begins.</summary>
    public void Begin() => highestRefused = int.MinValue;

    /// <summary>Asked of every valid letter of the order once, in their order.</summary>
    /// <param name="order">Of the letter.</param>
    /// <param name="record">The letter's record as it was read.</param>
    public bool Accepts(OrderDelivered order, ConsumeResult<byte[], byte[]> record)
    {
        var position = new LogPosition(InputLog.Deliveries, record.Partition.Value, record.Offset.Value);
        if (!refused.Contains(record))
            return table.IsAccepted(order, position);
        if (order.Version <= highestRefused || !table.IsAcceptedByPlace(order, position))
            return false;
        highestRefused = order.Version;
        return true;
    }
}
