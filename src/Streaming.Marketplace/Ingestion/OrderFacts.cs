using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Ingestion;

/// <summary>One order with its rows joined: what its delivery and its reviews say about it.</summary>
internal sealed class OrderFacts(OrderRow row, CustomerRow? customer)
{
    private ReviewKeys? reviewKeys;

    public OrderRow Row { get; } = row;

    public CustomerRow? Customer { get; } = customer;

    public List<OrderItem> Items { get; } = [];

    public List<OrderPayment> Payments { get; } = [];

    /// <summary>Accepted reviews so far.</summary>
    public int Reviews { get; set; }

    public bool IsDelivered => Row.Status == "delivered" && Row.DeliveredAt is not null;

    /// <summary>The keys that histories count a review under; asked for once all items are in.</summary>
    public ReviewKeys ReviewKeys =>
        reviewKeys ??= new(
            Distinct(Items, item => item.SellerId),
            Distinct(Items, item => item.ProductId),
            Distinct(Items, item => item.ProductCategoryName),
            Distinct(Items, item => item.SellerState)
        );

    public OrderDelivered Delivery() =>
        new()
        {
            EventId = $"delivered:{Row.OrderId}",
            RecordedAt = Row.DeliveredAt!.Value,
            OrderId = Row.OrderId,
            CustomerId = Row.CustomerId,
            CustomerUniqueId = Customer?.UniqueId,
            CustomerZipCodePrefix = Customer?.ZipCodePrefix,
            CustomerState = Customer?.State,
            PurchasedAt = Row.PurchasedAt,
            ApprovedAt = Row.ApprovedAt,
            HandedToCarrierAt = Row.HandedToCarrierAt,
            DeliveredAt = Row.DeliveredAt!.Value,
            EstimatedDeliveryAt = Row.EstimatedDeliveryAt,
            Items = Items,
            Payments = Payments,
        };

    private static string[] Distinct(List<OrderItem> items, Func<OrderItem, string?> key)
    {
        if (items.Count == 1)
            return key(items[0]) is { } only ? [only] : [];
        var distinct = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (key(item) is { } value)
                distinct.Add(value);
        }

        return [.. distinct];
    }
}

/// <summary>Distinct keys of an order's items, each in ordinal order.</summary>
internal sealed record ReviewKeys(
    IReadOnlyList<string> SellerIds,
    IReadOnlyList<string> ProductIds,
    IReadOnlyList<string> CategoryNames,
    IReadOnlyList<string> SellerStates
);
