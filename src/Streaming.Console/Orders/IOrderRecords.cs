using Streaming.Contracts.Events;

namespace Streaming.Console.Orders;

/// <summary>Where a score stands in <c>satisfaction-scored</c>.</summary>
public sealed record ScorePlace(int Partition, long Offset);

/// <summary>What the topics hold of one score.</summary>
/// <param name="Score">As it was published; null where it cannot be had.</param>
/// <param name="Order">The event that was scored; null where it cannot be had.</param>
/// <param name="Lack">Why one of them is missing, in words; null when both are there.</param>
public sealed record LoggedScore(ScorePlace Place, SatisfactionScored? Score, OrderDelivered? Order, string? Lack);

/// <summary>Reads the records behind an order's scores. Safe to use from any thread.</summary>
public interface IOrderRecords
{
    /// <summary>The scores at these places, in their order. What cannot be read says why; nothing is thrown for it.</summary>
    Task<IReadOnlyList<LoggedScore>> ReadAsync(IReadOnlyList<ScorePlace> places, CancellationToken cancellation);
}
