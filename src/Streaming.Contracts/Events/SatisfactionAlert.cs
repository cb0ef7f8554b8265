namespace Streaming.Contracts.Events;

/// <summary>A customer who needs attention, with what the support team needs. Topics <c>satisfaction-alerts-red</c> and <c>-yellow</c>, key
/// <see cref="OrderId"/>.</summary>
public sealed record SatisfactionAlert
{
    /// <summary>Stable: hash of order, order event and policy version. The same alert delivered twice has the same id.</summary>
    public required string EventId { get; init; }

    public required int Version { get; init; }

    public required LocalTime RecordedAt { get; init; }

    public required string OrderId { get; init; }

    public required string OrderEventId { get; init; }

    public required string CustomerId { get; init; }

    public string? CustomerUniqueId { get; init; }

    public string? CustomerState { get; init; }

    public required LocalTime DeliveredAt { get; init; }

    /// <summary>Wall time.</summary>
    public required DateTime RaisedAt { get; init; }

    /// <summary>YELLOW or RED.</summary>
    public required string Tier { get; init; }

    public required string Action { get; init; }

    public required double Probability { get; init; }

    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>The customer has already answered the survey: help comes after the review, not before it.</summary>
    public required bool AnsweredBeforeDelivery { get; init; }

    /// <summary>Delivered minus promised, in days; negative when early. Null without a promise.</summary>
    public double? DeliveryDelayDays { get; init; }

    public required int OrderItemsCount { get; init; }

    /// <summary>Price of all items in BRL.</summary>
    public required double TotalPrice { get; init; }

    public required IReadOnlyList<string> SellerIds { get; init; }

    public required IReadOnlyList<string> ProductCategoryNames { get; init; }

    public required string ModelSha256 { get; init; }

    public required long DecisionNumber { get; init; }

    public required string PolicyVersion { get; init; }

    public required string InputTopic { get; init; }

    public required int InputPartition { get; init; }

    public required long InputOffset { get; init; }
}
