using Streaming.Api.OnDemand;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;

namespace Streaming.Api.Reading;

/// <summary>An order as far as it has been read. Everything not said is null.</summary>
internal sealed class OrderDraft
{
    /// <summary>Stands for the ids that no feature reads, and for the order's own where nobody said it.</summary>
    private const string Unsaid = "(not said)";

    public string? EventId { get; set; }

    public int? Version { get; set; }

    public LocalTime? RecordedAt { get; set; }

    public string? OrderId { get; set; }

    public string? CustomerId { get; set; }

    public string? CustomerUniqueId { get; set; }

    public string? CustomerZipCodePrefix { get; set; }

    public string? CustomerState { get; set; }

    public LocalTime? PurchasedAt { get; set; }

    public LocalTime? ApprovedAt { get; set; }

    public LocalTime? HandedToCarrierAt { get; set; }

    public LocalTime? DeliveredAt { get; set; }

    public LocalTime? EstimatedDeliveryAt { get; set; }

    public List<ItemDraft>? Items { get; set; }

    public List<PaymentDraft>? Payments { get; set; }

    /// <summary>False for a time that only stands in for one that nobody said: what is wrong with it is wrong with the time that it was
    /// taken from.</summary>
    public bool Says(string field) =>
        field switch
        {
            "purchased_at" => PurchasedAt is not null,
            "recorded_at" => RecordedAt is not null,
            _ => true,
        };

    /// <summary>The order as the scoring code takes it. Every required field must have been read.</summary>
    public AskedOrder ToAsked()
    {
        var delivered = DeliveredAt!.Value;
        var order = new OrderDelivered
        {
            EventId = EventId ?? Unsaid,
            Version = Version ?? 1,
            RecordedAt = RecordedAt ?? delivered,
            OrderId = OrderId ?? Unsaid,
            CustomerId = CustomerId ?? Unsaid,
            CustomerUniqueId = CustomerUniqueId,
            CustomerZipCodePrefix = CustomerZipCodePrefix,
            CustomerState = CustomerState,
            PurchasedAt = PurchasedAt ?? delivered,
            ApprovedAt = ApprovedAt,
            HandedToCarrierAt = HandedToCarrierAt,
            DeliveredAt = delivered,
            EstimatedDeliveryAt = EstimatedDeliveryAt,
            Items = Items is null ? [] : [.. Items.Select((item, row) => item.ToItem(row))],
            Payments = Payments is null ? [] : [.. Payments.Select((payment, row) => payment.ToPayment(row))],
        };
        var absent =
            (OrderId is null ? AbsentFacts.OrderId : 0)
            | (PurchasedAt is null ? AbsentFacts.PurchasedAt : 0)
            | (Items is null ? AbsentFacts.Items : 0);
        return new AskedOrder(order, absent);
    }
}

/// <summary>An item as far as it has been read.</summary>
internal sealed class ItemDraft
{
    public int? OrderItemId { get; set; }

    public string? ProductId { get; set; }

    public string? SellerId { get; set; }

    public string? SellerState { get; set; }

    public string? ProductCategoryName { get; set; }

    public double Price { get; set; }

    public double FreightValue { get; set; }

    public LocalTime? ShippingLimitAt { get; set; }

    public double? ProductWeightG { get; set; }

    public double? ProductLengthCm { get; set; }

    public double? ProductHeightCm { get; set; }

    public double? ProductWidthCm { get; set; }

    public int? ProductPhotosQty { get; set; }

    public int? ProductNameLength { get; set; }

    public int? ProductDescriptionLength { get; set; }

    /// <param name="row">Gives the number of an item that has none.</param>
    public OrderItem ToItem(int row) =>
        new()
        {
            OrderItemId = OrderItemId ?? row + 1,
            ProductId = ProductId!,
            SellerId = SellerId!,
            SellerState = SellerState,
            ProductCategoryName = ProductCategoryName,
            Price = Price,
            FreightValue = FreightValue,
            ShippingLimitAt = ShippingLimitAt,
            ProductWeightG = ProductWeightG,
            ProductLengthCm = ProductLengthCm,
            ProductHeightCm = ProductHeightCm,
            ProductWidthCm = ProductWidthCm,
            ProductPhotosQty = ProductPhotosQty,
            ProductNameLength = ProductNameLength,
            ProductDescriptionLength = ProductDescriptionLength,
        };
}

/// <summary>A payment as far as it has been read.</summary>
internal sealed class PaymentDraft
{
    public int? PaymentSequential { get; set; }

    public string PaymentType { get; set; } = "";

    public int PaymentInstallments { get; set; }

    public double PaymentValue { get; set; }

    /// <param name="row">Gives the number of a payment that has none.</param>
    public OrderPayment ToPayment(int row) =>
        new()
        {
            PaymentSequential = PaymentSequential ?? row + 1,
            PaymentType = PaymentType,
            PaymentInstallments = PaymentInstallments,
            PaymentValue = PaymentValue,
        };
}
