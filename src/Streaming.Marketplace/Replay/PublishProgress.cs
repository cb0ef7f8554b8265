using Streaming.Contracts;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Marketplace.Replay;

/// <summary>How far a replay has come.</summary>
/// <param name="Published">Events given to the producer.</param>
/// <param name="Acknowledged">Events that the broker has confirmed.</param>
/// <param name="StreamTime">Recorded time of the latest published event.</param>
public readonly record struct PublishProgress(long Published, long Acknowledged, LocalTime StreamTime);

/// <summary>What a replay has published, all of it acknowledged.</summary>
/// <param name="Deliveries">Records on <c>order-delivered</c>.</param>
/// <param name="Reviews">Records on <c>review-submitted</c>.</param>
/// <param name="First">Recorded time of the first event; null when there was none.</param>
/// <param name="Last">Recorded time of the last event; null when there was none.</param>
/// <param name="Elapsed">Wall time.</param>
public sealed record PublishSummary(long Deliveries, long Reviews, LocalTime? First, LocalTime? Last, TimeSpan Elapsed)
{
    public long Events => Deliveries + Reviews;
}
