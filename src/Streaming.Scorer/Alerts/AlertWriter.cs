using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Scores;

namespace Streaming.Scorer.Alerts;

/// <summary>Red and yellow scores as the support team needs them: reasons in words and the facts of the order.</summary>
internal static class AlertWriter
{
    /// <summary>The topic that this tier alerts on; null for green.</summary>
    public static Topic? TopicOf(Tier tier) =>
        tier switch
        {
            Tier.Red => Topics.AlertsRed,
            Tier.Yellow => Topics.AlertsYellow,
            _ => null,
        };

    /// <inheritdoc cref="ScoredOrder.ToScored" path="/param"/>
    public static SatisfactionAlert ToAlert(
        this ScoredOrder scored,
        ServedModel served,
        TopicPartitionOffset input,
        DateTime now,
        ProcessingGuarantee guarantee = ProcessingGuarantee.ExactlyOnce
    )
    {
        var order = scored.Order;
        return new SatisfactionAlert
        {
            EventId = scored.IdOf("alert", guarantee, served.Model.Policy.Version),
            Version = order.Version,
            RecordedAt = order.RecordedAt,
            OrderId = order.OrderId,
            OrderEventId = order.EventId,
            CustomerId = order.CustomerId,
            CustomerUniqueId = order.CustomerUniqueId,
            CustomerState = order.CustomerState,
            DeliveredAt = order.DeliveredAt,
            RaisedAt = now,
            Tier = scored.Score.Tier.Name(),
            Action = scored.Score.Tier.AlertAction(scored.AnsweredBeforeDelivery),
            Probability = scored.Score.Probability,
            Reasons = scored.Reasons,
            AnsweredBeforeDelivery = scored.AnsweredBeforeDelivery,
            DeliveryDelayDays = order.EstimatedDeliveryAt is { } promised
                ? (double)(order.DeliveredAt.Milliseconds - promised.Milliseconds) / LocalTime.MillisecondsPerDay
                : null,
            OrderItemsCount = order.Items.Count,
            TotalPrice = order.Items.Sum(item => item.Price),
            SellerIds = Distinct(order.Items.Select(item => item.SellerId)),
            ProductCategoryNames = Distinct(order.Items.Select(item => item.ProductCategoryName).OfType<string>()),
            ModelSha256 = served.Model.Sha256,
            DecisionNumber = served.DecisionNumber,
            PolicyVersion = served.Model.Policy.Version,
            InputTopic = input.Topic,
            InputPartition = input.Partition.Value,
            InputOffset = input.Offset.Value,
        };
    }

    private static string[] Distinct(IEnumerable<string> values) =>
        [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
