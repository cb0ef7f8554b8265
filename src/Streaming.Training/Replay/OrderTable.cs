using Streaming.Contracts;

namespace Streaming.Training.Replay;

/// <summary>All training rows of a history, before anything is split or fitted. Immutable.</summary>
/// <param name="Orders">In the order of <see cref="DeliveredOrder.Compare"/>.</param>
/// <param name="Reviews">How many reviews the history held.</param>
/// <param name="Ends">The latest recorded time of any event.</param>
/// <param name="DataHash">Hash of what the history was read from.</param>
public sealed record OrderTable(IReadOnlyList<DeliveredOrder> Orders, int Reviews, LocalTime Ends, string DataHash)
{
    public static OrderTable Of(ReplayedHistory history, string dataHash) => new(history.Orders, history.Reviews, history.Ends, dataHash);
}
