using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Scorer.Tests;

/// <summary>Events as a test needs them; everything not named is ordinary.</summary>
internal static class TestOrders
{
    public static readonly LocalTime Start = LocalTime.Parse("2018-03-01 12:00:00");

    /// <param name="id">Order id; the event id follows from it.</param>
    /// <param name="hours">Hours after <see cref="Start"/> of the delivery.</param>
    /// <param name="lateDays">Days after the promised time; negative is early.</param>
    public static OrderDelivered Delivery(
        string id,
        double hours = 0,
        double lateDays = -5,
        string seller = "seller-1",
        int version = 1,
        string? eventId = null
    )
    {
        var delivered = Start.AddMilliseconds((long)(hours * LocalTime.MillisecondsPerHour));
        return new OrderDelivered
        {
            EventId = eventId ?? $"delivered:{id}:{version}",
            Version = version,
            RecordedAt = delivered,
            OrderId = id,
            CustomerId = "customer-" + id,
            CustomerState = "SP",
            CustomerZipCodePrefix = "01310",
            PurchasedAt = delivered.AddMilliseconds(-10 * LocalTime.MillisecondsPerDay),
            ApprovedAt = delivered.AddMilliseconds(-10 * LocalTime.MillisecondsPerDay + LocalTime.MillisecondsPerHour),
            HandedToCarrierAt = delivered.AddMilliseconds(-8 * LocalTime.MillisecondsPerDay),
            DeliveredAt = delivered,
            EstimatedDeliveryAt = delivered.AddMilliseconds(-(long)(lateDays * LocalTime.MillisecondsPerDay)),
            Items =
            [
                new OrderItem
                {
                    OrderItemId = 1,
                    ProductId = "product-1",
                    SellerId = seller,
                    SellerState = "SP",
                    ProductCategoryName = "livros",
                    Price = 100,
                    FreightValue = 15,
                },
            ],
            Payments =
            [
                new OrderPayment
                {
                    PaymentSequential = 1,
                    PaymentType = "credit_card",
                    PaymentInstallments = 1,
                    PaymentValue = 115,
                },
            ],
        };
    }

    public static ReviewSubmitted Review(string orderId, int score, double hours, string seller = "seller-1")
    {
        var answered = Start.AddMilliseconds((long)(hours * LocalTime.MillisecondsPerHour));
        return new ReviewSubmitted
        {
            EventId = $"review-{orderId}:{orderId}",
            RecordedAt = answered,
            ReviewId = "review-" + orderId,
            OrderId = orderId,
            ReviewScore = score,
            AnsweredAt = answered,
            SellerIds = [seller],
            ProductIds = ["product-1"],
            ProductCategoryNames = ["livros"],
            CustomerState = "SP",
            SellerStates = ["SP"],
            ComplaintCodes = [],
            ComplaintCodesVersion = ComplaintCodes.Version,
        };
    }
}
