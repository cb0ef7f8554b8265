using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Scores;

namespace Streaming.Replays.OfflineScoring;

/// <summary>One delivered order as offline scoring writes it.</summary>
public sealed record OfflineScore
{
    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>Its delivery in stream time.</summary>
    public required LocalTime DeliveredAt { get; init; }

    /// <summary>Calibrated probability of satisfied, 0 to 1.</summary>
    public required double Probability { get; init; }

    /// <summary>By the artifact's policy.</summary>
    public required Tier Tier { get; init; }

    /// <summary>A review of the order was already in at its delivery.</summary>
    public bool AnsweredBeforeDelivery { get; init; }

    /// <summary>The encoded feature vector, in the order of the feature schema.</summary>
    public required float[] Vector { get; init; }

    /// <summary>Where the order event stands in its log; tells several versions of one order apart.</summary>
    public required LogPosition Input { get; init; }
}

/// <summary>Scores a whole history with the code that scores live: replays all of it from empty histories.</summary>
public sealed class OfflineScorer(ServingModel model)
{
    private readonly HistoryTable histories = new();
    private readonly OrderScorer scorer = new();

    /// <summary>Counts one event into the histories. All events up to a delivery's own time must be observed before it is scored.</summary>
    public void Observe(MarketEvent occurred, LogPosition position)
    {
        if (occurred.Delivery is { } delivery)
            histories.Observe(delivery, position);
        else
            histories.Observe(occurred.Review!, position);
    }

    /// <summary>The score of an observed delivery; null when it is a duplicate or a lower version.</summary>
    public OfflineScore? Score(OrderDelivered order, LogPosition position)
    {
        if (!histories.IsAccepted(order, position))
            return null;
        var scored = scorer.Score(order, histories, model, reasonCount: 0);
        return new OfflineScore
        {
            OrderId = order.OrderId,
            DeliveredAt = order.DeliveredAt,
            Probability = scored.Score.Probability,
            Tier = scored.Score.Tier,
            AnsweredBeforeDelivery = scored.AnsweredBeforeDelivery,
            Vector = scored.Vector,
            Input = position,
        };
    }

    /// <summary>Where a test lets an event fail.</summary>
    internal Action<LogPosition> BeforeScoring { get; init; } = _ => { };

    /// <summary>Scores what the topics hold. An event that fails is left out and named in the log's <see cref="TopicLog.LeftOut"/>; the
    /// others are scored.</summary>
    /// <param name="log">The topics.</param>
    /// <param name="progress">Receives the number of records read so far.</param>
    /// <param name="stop">Ends it.</param>
    public IEnumerable<OfflineScore> Replay(TopicLog log, IProgress<long>? progress, CancellationToken stop)
    {
        foreach (var logged in log.Read(progress, stop))
            if (TryScore(logged, log.LeftOut) is { } score)
                yield return score;
    }

    private OfflineScore? TryScore(LoggedEvent logged, LeftOutRecords leftOut)
    {
        try
        {
            BeforeScoring(logged.Position);
            Observe(logged.Event, logged.Position);
            return logged.Event.Delivery is { } delivery ? Score(delivery, logged.Position) : null;
        }
        catch (Exception unexpected) when (FaultPolicy.IsOfRecord(unexpected) || unexpected is ContractException)
        {
            leftOut.Note(logged.Coordinates, unexpected);
            return null;
        }
    }

    /// <summary>Scores events that are in event-time order, as one log.</summary>
    public IEnumerable<OfflineScore> Replay(IEnumerable<MarketEvent> events)
    {
        long deliveries = 0,
            reviews = 0;
        foreach (var occurred in events)
        {
            var position = occurred.Delivery is null
                ? new LogPosition(InputLog.Reviews, 0, reviews++)
                : new LogPosition(InputLog.Deliveries, 0, deliveries++);
            Observe(occurred, position);
            if (occurred.Delivery is { } delivery && Score(delivery, position) is { } score)
                yield return score;
        }
    }
}
