using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests.Twin;

/// <summary>
/// Seeded logs of a small, unruly marketplace: few keys, so that everything meets everything; ties, missing facts, several sellers, reviews
/// on both sides of
/// the delivery, times on the boundaries of a day, corrections, duplicates, lower versions and late events.
/// </summary>
internal sealed class RandomMarketplace
{
    private const long Minute = LocalTime.MillisecondsPerMinute;
    private const long Hour = LocalTime.MillisecondsPerHour;
    private const long Day = LocalTime.MillisecondsPerDay;
    private const int FirstDay = 17_200;

    private static readonly double[] Prices = [10.0, 10.0, 25.5, 99.9, 0.1];
    private static readonly string?[] Categories = ["toys", "books", "garden", "tools", null];
    private static readonly string?[] Areas = ["01310", "1311", "20040", "88", null, "1.310-100", "SW1A"];
    private static readonly string?[] States = ["SP", "RJ", "MG", null];

    private readonly MarketOptions options;
    private readonly Random random;
    private readonly Random clocks;
    private readonly List<(long LogTime, int Order, LogRecord Record)> made = [];

    private RandomMarketplace(MarketOptions options)
    {
        this.options = options;
        random = new Random(options.Seed);
        clocks = new Random(options.Seed + 1);
    }

    /// <summary>All records, partition by partition in log order; each (log, partition) has its own ascending offsets.</summary>
    public static List<LogRecord> Make(MarketOptions options)
    {
        var market = new RandomMarketplace(options);
        for (var order = 0; order < options.Orders; order++)
            market.AddOrder(order);
        return market.Lay();
    }

    private List<LogRecord> Lay()
    {
        var next = new Dictionary<(InputLog, int), long>();
        var arrival = new Random(options.ArrivalSeed);
        var delays = Enumerable.Range(0, options.Orders).Select(_ => arrival.NextInt64(4 * Minute + 1)).ToArray();
        var records = new List<LogRecord>();
        foreach (var (_, order, record) in made.OrderBy(entry => entry.LogTime + delays[entry.Order]))
        {
            var key = (record.Position.Log, order % options.Partitions);
            var offset = next.GetValueOrDefault(key);
            next[key] = offset + 1 + (offset % 7 == 0 ? 2 : 0);
            records.Add(record with { Position = new LogPosition(key.Log, key.Item2, offset) });
        }

        return [.. records.OrderBy(record => (record.Position.Log, record.Position.Partition, record.Position.Offset))];
    }

    private void AddOrder(int number)
    {
        var delivery = Delivery(number);
        var isDelivered = !Chance(0.04);
        if (isDelivered)
        {
            Add(number, delivery);
            AddVersions(number, delivery);
        }

        var reviews =
            Chance(0.05) ? 0
            : Chance(0.15) ? 2
            : 1;
        for (var i = 0; i < reviews; i++)
            AddReview(number, i, i == 0 && (reviews == 2 || Chance(0.1)), delivery);
    }

    private void AddVersions(int number, OrderDelivered delivery)
    {
        if (Chance(0.05))
            Add(number, delivery, resentAfter: random.NextInt64(5 * Day));
        if (!Chance(0.08))
            return;
        var moved = Chance(0.5) ? random.NextInt64(-2 * Day, 3 * Day) : 0;
        var correctedAt = delivery.RecordedAt.AddMilliseconds(
            Chance(0.3) ? random.NextInt64(6 * Hour) : random.NextInt64(YearOr(40) * Day)
        );
        var eventId = Chance(0.5) ? delivery.EventId : delivery.EventId + "-corrected";
        var correction = Chance(0.5)
            ? Delivery(number) with
            {
                DeliveredAt = delivery.DeliveredAt.AddMilliseconds(moved),
            }
            : PutOff(delivery, random.Next(2, 20) * Day); // stays in its bucket, and its reviews may have joined before
        correction = correction with
        {
            EventId = eventId,
            Version = 2 + random.Next(2),
            RecordedAt = LocalTime.Later(correctedAt, correction.DeliveredAt),
        };
        Add(number, correction);
        if (Chance(0.3))
            Add(number, delivery with { EventId = "low-" + number, RecordedAt = correction.RecordedAt.AddMilliseconds(Hour) });
        if (Chance(0.3))
            Add(number, correction with { EventId = "other-" + number, RecordedAt = correction.RecordedAt.AddMilliseconds(Hour) });
        if (Chance(0.3))
            Add(number, correction, resentAfter: Day);
    }

    private static OrderDelivered PutOff(OrderDelivered delivery, long by) =>
        delivery with
        {
            DeliveredAt = delivery.DeliveredAt.AddMilliseconds(by),
            EstimatedDeliveryAt = delivery.EstimatedDeliveryAt?.AddMilliseconds(by),
        };

    private OrderDelivered Delivery(int number)
    {
        var purchased = FirstDay * Day + random.NextInt64(options.Days * Day) / 1_000 * 1_000;
        var estimated = (purchased / Day + random.Next(3, 30)) * Day;
        var delivered = OnBoundary(purchased + random.NextInt64(Day, 35 * Day));
        if (Chance(0.05))
            delivered = estimated;
        var approved = purchased + random.NextInt64(2 * Day);
        var recorded =
            delivered
            + (
                Chance(0.8) ? 0
                : Chance(0.5) ? random.NextInt64(3 * Hour)
                : Chance(0.8) ? random.NextInt64(YearOr(6) * Day)
                : clocks.Next(2) == 0 ? -30_000
                : -clocks.NextInt64(65 * Minute)
            );
        return new OrderDelivered
        {
            EventId = "delivered-" + number,
            RecordedAt = new LocalTime(recorded),
            OrderId = "order-" + number,
            CustomerId = "customer-" + number,
            CustomerZipCodePrefix = Pick(Areas),
            CustomerState = Pick(States),
            PurchasedAt = new LocalTime(purchased),
            ApprovedAt = Chance(0.05) ? null : new LocalTime(approved),
            HandedToCarrierAt = Chance(0.05) ? null : new LocalTime(approved + random.NextInt64(4 * Day)),
            DeliveredAt = new LocalTime(delivered),
            EstimatedDeliveryAt = Chance(0.05) ? null : new LocalTime(estimated),
            Items = Items(purchased),
            Payments = [.. Enumerable.Range(1, Chance(0.03) ? 0 : random.Next(1, 4)).Reverse().Select(Payment)],
        };
    }

    private List<OrderItem> Items(long purchased)
    {
        var count =
            Chance(0.04) ? 0
            : Chance(0.6) ? 1
            : random.Next(2, 6);
        var oneSeller = Chance(0.5);
        var seller = random.Next(9);
        var items = Enumerable.Range(1, count).Select(id => Item(id, oneSeller ? seller : random.Next(9), purchased)).ToList();
        items.Reverse();
        return items;
    }

    private OrderItem Item(int id, int seller, long purchased)
    {
        var product = random.Next(30);
        return new OrderItem
        {
            OrderItemId = id,
            ProductId = "product-" + product,
            SellerId = "seller-" + seller,
            SellerState = States[seller % States.Length],
            ProductCategoryName = Categories[product % Categories.Length],
            Price = Pick(Prices),
            FreightValue = Chance(0.1) ? 0.0 : random.Next(1, 5_000) / 100.0,
            ShippingLimitAt = Chance(0.05) ? null : new LocalTime(purchased + random.NextInt64(6 * Day)),
            ProductWeightG =
                Chance(0.1) ? null
                : Chance(0.1) ? 0.0
                : random.Next(1, 9_000),
            ProductLengthCm = Chance(0.1) ? null : random.Next(1, 90),
            ProductHeightCm = random.Next(1, 90) / 3.0,
            ProductWidthCm = Chance(0.1) ? null : random.Next(1, 90) / 7.0,
            ProductPhotosQty = Chance(0.1) ? null : random.Next(1, 8),
            ProductNameLength = Chance(0.1) ? null : random.Next(5, 70),
            ProductDescriptionLength = Chance(0.1) ? null : random.Next(5, 3_000),
        };
    }

    private OrderPayment Payment(int sequence) =>
        new()
        {
            PaymentSequential = sequence,
            PaymentType = Pick(["credit_card", "boleto", "voucher"]),
            PaymentInstallments = random.Next(0, 5),
            PaymentValue = Pick([0.0, 50.0, 50.0, 12.34, 199.99]),
        };

    private void AddReview(int number, int index, bool early, OrderDelivered delivery)
    {
        var delivered = delivery.DeliveredAt.Milliseconds;
        var answered =
            early ? delivered - random.NextInt64(YearOr(4) * Day)
            : Chance(0.03) ? delivered + random.NextInt64(118 * Day, 123 * Day)
            : delivered + random.NextInt64(YearOr(15) * Day);
        answered =
            early && Chance(0.2) ? delivered - 5 * Minute + random.Next(-1, 2)
            : Chance(0.03) ? delivered
            : OnBoundary(answered);
        var review = Review(number, index, answered, answered + (Chance(0.9) ? 0 : random.NextInt64(3 * Day)), 1, delivery);
        Add(number, review);
        if (Chance(0.05))
            Add(number, review, resentAfter: random.NextInt64(4 * Day));
        if (!Chance(0.08))
            return;
        var correction = Review(
            number,
            index,
            answered + (Chance(0.5) ? 0 : random.NextInt64(-Day, Day)),
            answered + random.NextInt64(YearOr(30) * Day),
            2,
            delivery
        );
        Add(number, correction);
        if (Chance(0.3))
            Add(number, review with { RecordedAt = correction.RecordedAt.AddMilliseconds(Hour) });
        if (Chance(0.3))
            Add(
                number,
                correction with
                {
                    Version = 3,
                    ReviewScore = random.Next(1, 6),
                    RecordedAt = correction.RecordedAt.AddMilliseconds(Hour),
                }
            );
    }

    private ReviewSubmitted Review(int number, int index, long answered, long recorded, int version, OrderDelivered order) =>
        new()
        {
            EventId = $"review-{number}-{index}:order-{number}",
            Version = version,
            RecordedAt = new LocalTime(recorded),
            ReviewId = $"review-{number}-{index}",
            OrderId = order.OrderId,
            ReviewScore = Chance(0.3) ? random.Next(1, 4) : random.Next(4, 6),
            AnsweredAt = new LocalTime(answered),
            SellerIds = Distinct(order.Items.Select(item => item.SellerId)),
            ProductIds = Distinct(order.Items.Select(item => item.ProductId)),
            ProductCategoryNames = Distinct(order.Items.Select(item => item.ProductCategoryName)),
            SellerStates = Distinct(order.Items.Select(item => item.SellerState)),
            ComplaintCodes = [.. ComplaintCodes.All.Where(_ => Chance(0.15))],
            ComplaintCodesVersion = ComplaintCodes.Version,
        };

    private void Add(int number, OrderDelivered delivery, long resentAfter = 0) =>
        made.Add(
            (LogTime(delivery.RecordedAt) + resentAfter, number, new LogRecord(new LogPosition(InputLog.Deliveries, 0, 0), delivery, null))
        );

    private void Add(int number, ReviewSubmitted review, long resentAfter = 0) =>
        made.Add((LogTime(review.RecordedAt) + resentAfter, number, new LogRecord(new LogPosition(InputLog.Reviews, 0, 0), null, review)));

    private long LogTime(LocalTime recordedAt) =>
        recordedAt.Milliseconds
        + (
            Chance(options.Late) ? random.NextInt64(2 * Day)
            : clocks.NextDouble() < options.BackAnHour ? clocks.NextInt64(70 * Minute)
            : 0
        );

    private long OnBoundary(long time) =>
        random.Next(12) switch
        {
            0 => time / Day * Day,
            1 => time / Day * Day + 5 * Minute,
            2 => time / Day * Day + 5 * Minute - 1,
            3 => time / Day * Day - 1,
            _ => time,
        };

    private int YearOr(int days) => Chance(options.YearApart) ? 500 : days;

    private bool Chance(double share) => random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static List<string> Distinct(IEnumerable<string?> names) =>
        [.. names.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
