namespace Streaming.Contracts.Events;

/// <summary>Everything that is known about an order at the moment of its delivery. Topic <c>order-delivered</c>, key <see
/// cref="OrderId"/>.</summary>
public sealed record OrderDelivered
{
    /// <summary>Identifies this event; the same id again for the same order is counted and ignored.</summary>
    public required string EventId { get; init; }

    /// <summary>1 for the first event of the order; a higher version corrects it and is scored again.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When the source recorded the delivery, in stream time.</summary>
    public required LocalTime RecordedAt { get; init; }

    public required string OrderId { get; init; }

    /// <summary>The customer of this one order (in Olist one id per order).</summary>
    public required string CustomerId { get; init; }

    /// <summary>The person behind it, the same over several orders. Null when unknown.</summary>
    public string? CustomerUniqueId { get; init; }

    /// <summary>Postal code prefix of the customer, leading zeros kept. Null when unknown.</summary>
    public string? CustomerZipCodePrefix { get; init; }

    /// <summary>Two-letter state of the customer. Null when unknown.</summary>
    public string? CustomerState { get; init; }

    public required LocalTime PurchasedAt { get; init; }

    public LocalTime? ApprovedAt { get; init; }

    public LocalTime? HandedToCarrierAt { get; init; }

    public required LocalTime DeliveredAt { get; init; }

    /// <summary>The delivery time promised at purchase.</summary>
    public LocalTime? EstimatedDeliveryAt { get; init; }

    /// <summary>One row per unit, as the shop lists them; may be empty.</summary>
    public required IReadOnlyList<OrderItem> Items { get; init; }

    /// <summary>One row per payment; may be empty.</summary>
    public required IReadOnlyList<OrderPayment> Payments { get; init; }
}

/// <summary>One row of an order's items with the facts of its product and seller.</summary>
public sealed record OrderItem
{
    /// <summary>1, 2, … within the order.</summary>
    public required int OrderItemId { get; init; }

    public required string ProductId { get; init; }

    public required string SellerId { get; init; }

    public string? SellerState { get; init; }

    public string? ProductCategoryName { get; init; }

    /// <summary>BRL.</summary>
    public required double Price { get; init; }

    /// <summary>BRL.</summary>
    public required double FreightValue { get; init; }

    /// <summary>Until when the seller has to hand the item to the carrier.</summary>
    public LocalTime? ShippingLimitAt { get; init; }

    public double? ProductWeightG { get; init; }

    public double? ProductLengthCm { get; init; }

    public double? ProductHeightCm { get; init; }

    public double? ProductWidthCm { get; init; }

    public int? ProductPhotosQty { get; init; }

    /// <summary>Characters.</summary>
    public int? ProductNameLength { get; init; }

    /// <summary>Characters.</summary>
    public int? ProductDescriptionLength { get; init; }
}

/// <summary>One payment of an order.</summary>
public sealed record OrderPayment
{
    /// <summary>1, 2, … within the order.</summary>
    public required int PaymentSequential { get; init; }

    public required string PaymentType { get; init; }

    public required int PaymentInstallments { get; init; }

    /// <summary>BRL.</summary>
    public required double PaymentValue { get; init; }
}
