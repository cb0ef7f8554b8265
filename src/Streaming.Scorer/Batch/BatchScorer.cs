using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Scores;

namespace Streaming.Scorer.Batch;

/// <summary>One delivered order as batch scoring writes it.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="DeliveredAt">Its delivery in stream time.</param>
/// <param name="Probability">Calibrated probability of satisfied.</param>
/// <param name="Tier">By the artifact's policy.</param>
/// <param name="AnsweredBeforeDelivery">A review of the order was already in at its delivery.</param>
/// <param name="Vector">The encoded feature vector, in the order of the feature schema.</param>
/// <param name="Input">Where the order event stands in its log; tells several versions of one order apart.</param>
public sealed record BatchScore(
    string OrderId, LocalTime DeliveredAt, double Probability, Tier Tier, bool AnsweredBeforeDelivery, float[] Vector, LogPosition Input);

/// <summary>Scores a whole history with the code that scores live: replays all of it from empty histories.</summary>
public sealed class BatchScorer(ServingModel model)
{
    private readonly HistoryTable histories = new();
    private readonly OrderScorer scorer = new();

    /// <summary>Counts one event into the histories. All events up to a delivery's own time must be observed before it is scored.</summary>
    public void Observe(MarketEvent occurred, LogPosition position)
    {
        if (occurred.Delivery is { } delivery) histories.Observe(delivery, position);
        else histories.Observe(occurred.Review!, position);
    }

    /// <summary>The score of an observed delivery; null when it is a duplicate or a lower version.</summary>
    public BatchScore? Score(OrderDelivered order, LogPosition position)
    {
        if (!histories.IsAccepted(order, position)) return null;
        var scored = scorer.Score(order, histories, model, reasonCount: 0);
        return new BatchScore(order.OrderId, order.DeliveredAt, scored.Score.Probability, scored.Score.Tier, scored.AnsweredBeforeDelivery, scored.Vector, position);
    }

    /// <summary>Scores events that are in event-time order, as one log.</summary>
    public IEnumerable<BatchScore> Replay(IEnumerable<MarketEvent> events)
    {
        long deliveries = 0, reviews = 0;
        foreach (var occurred in events)
        {
            var position = occurred.Delivery is null ? new LogPosition(InputLog.Reviews, 0, reviews++) : new LogPosition(InputLog.Deliveries, 0, deliveries++);
            Observe(occurred, position);
            if (occurred.Delivery is { } delivery && Score(delivery, position) is { } score) yield return score;
        }
    }
}
