using System.Globalization;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Scores;

/// <summary>One order with its score, before it becomes events.</summary>
/// <param name="Order">The delivery that was scored.</param>
/// <param name="Score">Margin, probability and tier.</param>
/// <param name="Reasons">The strongest pushes away from satisfied.</param>
/// <param name="Vector">The encoded feature vector.</param>
/// <param name="AnsweredBeforeDelivery">A review of the order was in before its delivery.</param>
public sealed record ScoredOrder(
    OrderDelivered Order,
    Score Score,
    IReadOnlyList<Reason> Reasons,
    float[] Vector,
    bool AnsweredBeforeDelivery
)
{
    /// <summary>The score as downstream teams read it, with everything that a proof of it needs.</summary>
    /// <param name="served">The model that scored.</param>
    /// <param name="input">Where the order event stands.</param>
    /// <param name="now">Wall time, UTC.</param>
    /// <param name="guarantee">At least once, an order that is scored again has the same id, whichever decision serves by then.</param>
    public SatisfactionScored ToScored(
        ServedModel served,
        TopicPartitionOffset input,
        DateTime now,
        ProcessingGuarantee guarantee = ProcessingGuarantee.ExactlyOnce
    ) =>
        new()
        {
            EventId = IdOf("scored", guarantee, served.DecisionNumber.ToString(CultureInfo.InvariantCulture)),
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

    /// <summary>The id of what the order event has led to.</summary>
    /// <param name="what">Kind of event.</param>
    /// <param name="guarantee">Exactly once, what was in force when it was scored is part of the id.</param>
    /// <param name="inForce">Of the model that scored.</param>
    public string IdOf(string what, ProcessingGuarantee guarantee, string inForce)
    {
        var version = Order.Version.ToString(CultureInfo.InvariantCulture);
        return guarantee == ProcessingGuarantee.AtLeastOnce
            ? StableId.Of(what, Order.OrderId, Order.EventId, version)
            : StableId.Of(what, Order.OrderId, Order.EventId, version, inForce);
    }
}
