using System.Globalization;
using Streaming.Audit.Models;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models.Policy;

namespace Streaming.Console.Tests;

/// <summary>Events as scorers publish them, with only what a test cares about to choose.</summary>
internal static class Facts
{
    public static readonly DateTime Noon = new(2018, 3, 1, 12, 0, 0);
    public static readonly DateTime Wall = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    public static readonly string Model = new('a', 64);

    public static SatisfactionScored Scored(
        string order,
        double probability,
        DateTime? at = null,
        int version = 1,
        long decision = 1,
        string? eventId = null,
        bool answered = false
    )
    {
        var tier = TierPolicy.Default.Classify(probability);
        return new SatisfactionScored
        {
            EventId = eventId ?? string.Create(CultureInfo.InvariantCulture, $"{order}/{version}/{decision}"),
            Version = version,
            RecordedAt = LocalTime.From(at ?? Noon),
            OrderId = order,
            OrderEventId = order + "-e",
            DeliveredAt = LocalTime.From(at ?? Noon),
            ScoredAt = Wall,
            Probability = probability,
            RawMargin = 0,
            Tier = tier.Name(),
            Label = tier.Label(),
            Action = tier.Action(),
            Reasons = [],
            AnsweredBeforeDelivery = answered,
            FeatureVector = [1, float.NaN],
            ModelName = "m",
            ModelVersion = "1",
            ModelSha256 = Model,
            DecisionNumber = decision,
            PolicyVersion = "1",
            FeatureVersion = "1",
            InputTopic = "order-delivered",
            InputPartition = 0,
            InputOffset = 0,
        };
    }

    public static SatisfactionAlert Alert(
        string order,
        double probability = 0.1,
        DateTime? raisedAt = null,
        bool answered = false,
        int version = 1,
        string reason = "Delivered late",
        DateTime? at = null
    )
    {
        var tier = TierPolicy.Default.Classify(probability);
        return new SatisfactionAlert
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"alert {order} {version}"),
            Version = version,
            RecordedAt = LocalTime.From(at ?? Noon),
            OrderId = order,
            OrderEventId = order + "-e",
            CustomerId = "customer of " + order,
            CustomerUniqueId = null,
            CustomerState = "SP",
            DeliveredAt = LocalTime.From(Noon),
            RaisedAt = raisedAt ?? Wall,
            Tier = tier.Name(),
            Action = tier.Action(),
            Probability = probability,
            Reasons = [new Reason("late", "late_days", reason, -1)],
            AnsweredBeforeDelivery = answered,
            DeliveryDelayDays = 3,
            OrderItemsCount = 2,
            TotalPrice = 12.5,
            SellerIds = ["s1"],
            ProductCategoryNames = ["toys"],
            ModelSha256 = Model,
            DecisionNumber = 1,
            PolicyVersion = "1",
            InputTopic = "order-delivered",
            InputPartition = 0,
            InputOffset = 0,
        };
    }

    public static ScoringWindow Window(
        string id,
        long[] score,
        DateTime? at = null,
        string instance = "scorer-1",
        long decision = 1,
        DateTime? endedAt = null
    ) =>
        new()
        {
            EventId = id,
            RecordedAt = LocalTime.From(at ?? Noon),
            Instance = instance,
            StartedAt = Wall,
            EndedAt = endedAt ?? Wall,
            StreamFrom = LocalTime.From(at ?? Noon),
            ModelName = "m",
            ModelSha256 = Model,
            DecisionNumber = decision,
            FeatureVersion = "1",
            Scored = score.Sum(),
            Green = score.Sum(),
            Yellow = 0,
            Red = 0,
            AnsweredBeforeDelivery = 0,
            DeadLettered = 0,
            Duplicates = 0,
            ScoreHistogram = score,
            FeatureHistograms = [new FeatureHistogram("late_days", [score.Sum() - 1, 0, 0], 1, 0)],
        };
}
