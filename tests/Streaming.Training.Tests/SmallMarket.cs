using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Training;
using Streaming.Training.Tests.Replay;

namespace Streaming.Training.Tests;

/// <summary>A marketplace of a few sellers in which late parcels, orders from two sellers and one bad seller make customers
/// unhappy.</summary>
internal static class SmallMarket
{
    private const int Sellers = 12;
    private const double DeliveriesPerDay = 12;

    public static List<MarketEvent> Events(int orders, long seed = 1, double reviewed = 0.97)
    {
        var random = new SeededRandom(seed);
        var events = new List<MarketEvent>();
        for (var i = 0; i < orders; i++)
        {
            var delivery = Delivery(i, random);
            events.Add(new MarketEvent(delivery));
            if (random.Share() < reviewed)
                events.Add(new MarketEvent(Review(delivery, random)));
        }

        events.Sort(MarketEvent.Compare);
        return events;
    }

    public static OrderDelivered Delivery(int number, SeededRandom random)
    {
        var delivered = Make.Day(number / DeliveriesPerDay);
        var delay = random.Share() < 0.12 ? random.Share() * 12 : -random.Share() * 15;
        var purchased = delivered.AddMilliseconds(-(long)((4 + random.Share() * 15) * LocalTime.MillisecondsPerDay));
        OrderItem[] items = [.. Enumerable.Range(1, random.Share() < 0.1 ? 2 : 1).Select(id => Item(id, random, purchased))];
        var total = items.Sum(item => item.Price + item.FreightValue);
        return new OrderDelivered
        {
            EventId = $"e{number:00000}",
            OrderId = $"o{number:00000}",
            RecordedAt = delivered,
            DeliveredAt = delivered,
            PurchasedAt = purchased,
            ApprovedAt = purchased.AddMilliseconds(LocalTime.MillisecondsPerHour),
            HandedToCarrierAt = purchased.AddMilliseconds(2 * LocalTime.MillisecondsPerDay),
            EstimatedDeliveryAt = delivered.AddMilliseconds(-(long)(delay * LocalTime.MillisecondsPerDay)),
            CustomerId = $"c{number}",
            CustomerState = number % 3 == 0 ? "SP" : "RJ",
            CustomerZipCodePrefix = $"{10 + number % 20}000",
            Items = items,
            Payments =
            [
                new OrderPayment
                {
                    PaymentSequential = 1,
                    PaymentType = number % 4 == 0 ? "boleto" : "credit_card",
                    PaymentInstallments = 1 + number % 5,
                    PaymentValue = total,
                },
            ],
        };
    }

    private static OrderItem Item(int id, SeededRandom random, LocalTime purchased)
    {
        var seller = random.Below(Sellers);
        return new OrderItem
        {
            OrderItemId = id,
            SellerId = $"s{seller}",
            ProductId = $"p{seller}-{random.Below(4)}",
            SellerState = "SP",
            ProductCategoryName = seller % 2 == 0 ? "toys" : "books",
            Price = 20 + random.Below(200),
            FreightValue = 5 + random.Below(30),
            ShippingLimitAt = purchased.AddMilliseconds(3 * LocalTime.MillisecondsPerDay),
            ProductWeightG = 100 + random.Below(5000),
            ProductLengthCm = 20,
            ProductHeightCm = 10,
            ProductWidthCm = 15,
            ProductPhotosQty = 1 + random.Below(4),
            ProductNameLength = 50,
            ProductDescriptionLength = 500,
        };
    }

    private static ReviewSubmitted Review(OrderDelivered delivery, SeededRandom random)
    {
        var isLate = delivery.DeliveredAt > delivery.EstimatedDeliveryAt;
        var early = isLate && random.Share() < 0.5;
        var bad =
            0.08
            + (isLate ? 0.3 : 0)
            + (early ? 0.5 : 0)
            + (delivery.Items.Count > 1 ? 0.3 : 0)
            + (delivery.Items[0].SellerId == "s3" ? 0.35 : 0);
        var score = random.Share() < bad ? 1 + random.Below(3) : 4 + random.Below(2);
        var answered = early
            ? delivery.DeliveredAt.AddMilliseconds(-LocalTime.MillisecondsPerDay)
            : delivery.DeliveredAt.AddMilliseconds((long)((0.2 + random.Share() * 4) * LocalTime.MillisecondsPerDay));
        return new ReviewSubmitted
        {
            EventId = "r:" + delivery.OrderId,
            ReviewId = "r" + delivery.OrderId,
            OrderId = delivery.OrderId,
            RecordedAt = answered,
            AnsweredAt = answered,
            ReviewScore = score,
            SellerIds = [.. delivery.Items.Select(item => item.SellerId).Distinct().Order(StringComparer.Ordinal)],
            ProductIds = [.. delivery.Items.Select(item => item.ProductId).Distinct().Order(StringComparer.Ordinal)],
            ProductCategoryNames = [.. delivery.Items.Select(item => item.ProductCategoryName!).Distinct().Order(StringComparer.Ordinal)],
            CustomerState = delivery.CustomerState,
            SellerStates = ["SP"],
            ComplaintCodes = score < 4 ? [ComplaintCodes.Missing] : [],
            ComplaintCodesVersion = ComplaintCodes.Version,
        };
    }
}
