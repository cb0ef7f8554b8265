using System.Globalization;
using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Scores;

/// <summary>One order with its score, before it becomes events.</summary>
internal sealed record ScoredOrder(OrderDelivered Order, Score Score, IReadOnlyList<Reason> Reasons, float[] Vector, bool AnsweredBeforeDelivery)
{
    /// <summary>The score as downstream teams read it, with everything that a proof of it needs.</summary>
    public SatisfactionScored ToScored(ServedModel served, TopicPartitionOffset input, DateTime now) => new()
    {
        EventId = StableId.Of("scored", Order.OrderId, Order.EventId, Order.Version.ToString(CultureInfo.InvariantCulture), served.DecisionNumber.ToString(CultureInfo.InvariantCulture)),
        Version = Order.Version,
        RecordedAt = Order.RecordedAt,
        OrderId = Order.OrderId,
        OrderEventId = Order.EventId,
        DeliveredAt = Order.DeliveredAt,
        ScoredAt = now,
        Probability = Score.Probability,
        RawMargin = Score.Margin,
        Tier = Score.Tier.Name(),
        Label = Score.Tier.Label(),
        Action = Score.Tier.Action(),
        Reasons = Reasons,
        AnsweredBeforeDelivery = AnsweredBeforeDelivery,
        FeatureVector = Vector,
        ModelName = served.Model.Name,
        ModelVersion = served.Model.Version,
        ModelSha256 = served.Model.Sha256,
        DecisionNumber = served.DecisionNumber,
        PolicyVersion = served.Model.Policy.Version,
        FeatureVersion = served.Model.FeatureVersion,
        InputTopic = input.Topic,
        InputPartition = input.Partition.Value,
        InputOffset = input.Offset.Value,
    };
}
