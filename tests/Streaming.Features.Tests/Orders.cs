using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests;

/// <summary>Plain events for tests to change with <c>with</c>.</summary>
internal static class Orders
{
    public const long Day = LocalTime.MillisecondsPerDay;
    public const long Hour = LocalTime.MillisecondsPerHour;
    public const long Minute = LocalTime.MillisecondsPerMinute;

    public static LocalTime At(string text) => LocalTime.Parse(text);

    /// <summary>Bought Friday 2018-03-02, promised for the 20th, delivered on Wednesday the 14th.</summary>
    public static OrderDelivered Delivered(string id = "o1", string deliveredAt = "2018-03-14 15:30:00") =>
        new()
        {
            EventId = "e-" + id,
            RecordedAt = At(deliveredAt),
            OrderId = id,
            CustomerId = "c-" + id,
            CustomerZipCodePrefix = "01310",
            CustomerState = "SP",
            PurchasedAt = At("2018-03-02 10:15:00"),
            ApprovedAt = At("2018-03-02 22:15:00"),
            HandedToCarrierAt = At("2018-03-05 10:15:00"),
            DeliveredAt = At(deliveredAt),
            EstimatedDeliveryAt = At("2018-03-20 00:00:00"),
            Items = [Item(1)],
            Payments = [Payment(1)],
        };

    public static OrderItem Item(int id, string seller = "s1", string product = "p1", string? category = "toys", double price = 80.0) =>
        new()
        {
            OrderItemId = id,
            ProductId = product,
            SellerId = seller,
            SellerState = "SP",
            ProductCategoryName = category,
            Price = price,
            FreightValue = 20.0,
            ShippingLimitAt = At("2018-03-06 10:15:00"),
            ProductWeightG = 500.0,
            ProductLengthCm = 20.0,
            ProductHeightCm = 10.0,
            ProductWidthCm = 5.0,
            ProductPhotosQty = 2,
            ProductNameLength = 40,
            ProductDescriptionLength = 300,
        };

    public static OrderPayment Payment(int sequence, double value = 100.0, string type = "credit_card", int installments = 3) =>
        new()
        {
            PaymentSequential = sequence,
            PaymentType = type,
            PaymentInstallments = installments,
            PaymentValue = value,
        };

    public static ReviewSubmitted Review(
        string order,
        string answeredAt,
        int score,
        int version = 1,
        string id = "r1",
        string seller = "s1"
    ) =>
        new()
        {
            EventId = $"{id}:{order}",
            Version = version,
            RecordedAt = At(answeredAt),
            ReviewId = id,
            OrderId = order,
            ReviewScore = score,
            AnsweredAt = At(answeredAt),
            SellerIds = [seller],
            ProductIds = ["p1"],
            ProductCategoryNames = ["toys"],
            CustomerState = "SP",
            SellerStates = ["SP"],
            ComplaintCodes = [],
            ComplaintCodesVersion = ComplaintCodes.Version,
        };
}
