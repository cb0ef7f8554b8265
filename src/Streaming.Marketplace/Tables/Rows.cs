using Streaming.Contracts;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Marketplace.Tables;

/// <summary>One row of the orders. <c>Line</c> is, here and below, where the record begins in its file.</summary>
public sealed record OrderRow(
    int Line,
    string OrderId,
    string CustomerId,
    string Status,
    LocalTime PurchasedAt,
    LocalTime? ApprovedAt,
    LocalTime? HandedToCarrierAt,
    LocalTime? DeliveredAt,
    LocalTime? EstimatedDeliveryAt
);

/// <summary>One unit of an order. Prices in BRL.</summary>
public sealed record ItemRow(
    int Line,
    string OrderId,
    int OrderItemId,
    string ProductId,
    string SellerId,
    LocalTime? ShippingLimitAt,
    double Price,
    double FreightValue
);

/// <summary>One payment of an order. Value in BRL.</summary>
public sealed record PaymentRow(int Line, string OrderId, int Sequential, string Type, int Installments, double Value);

/// <summary>One answer to the survey. Title and message are null when empty.</summary>
public sealed record ReviewRow(
    int Line,
    string ReviewId,
    string OrderId,
    int Score,
    string? Title,
    string? Message,
    LocalTime? CreatedAt,
    LocalTime? AnsweredAt
);

public sealed record CustomerRow(int Line, string CustomerId, string? UniqueId, string? ZipCodePrefix, string? State);

/// <summary>Facts of a product; null where the table has none. A weight of 0 g is kept as it is.</summary>
public sealed record ProductRow(
    int Line,
    string ProductId,
    string? CategoryName,
    int? NameLength,
    int? DescriptionLength,
    int? PhotosQty,
    double? WeightG,
    double? LengthCm,
    double? HeightCm,
    double? WidthCm
);

public sealed record SellerRow(int Line, string SellerId, string? ZipCodePrefix, string? State);

/// <summary>How far the reading of the tables has come.</summary>
/// <param name="Table">File name of the table.</param>
/// <param name="Rows">Rows of it read so far.</param>
/// <param name="Done">The table has been read to its end.</param>
public readonly record struct TableProgress(string Table, int Rows, bool Done);
