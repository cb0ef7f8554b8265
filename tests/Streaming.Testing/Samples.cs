using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Testing;

/// <summary>One fixed record per schema with every field filled, each with a value of its own. The golden bytes are theirs: never change
/// one.</summary>
public static class Samples
{
    public static OrderDelivered Order { get; } =
        new()
        {
            EventId = "order-1:delivered",
            Version = 2,
            RecordedAt = LocalTime.Parse("2018-03-09 10:12:13.456"),
            OrderId = "order-1",
            CustomerId = "customer-1",
            CustomerUniqueId = "person-1",
            CustomerZipCodePrefix = "01409",
            CustomerState = "SP",
            PurchasedAt = LocalTime.Parse("2018-03-01 23:59:59.999"),
            ApprovedAt = LocalTime.Parse("2018-03-02 00:00:01"),
            HandedToCarrierAt = LocalTime.Parse("2018-03-04 08:00:00"),
            DeliveredAt = LocalTime.Parse("2018-03-09 10:12:13"),
            EstimatedDeliveryAt = LocalTime.Parse("2018-03-20 00:00:00"),
            Items =
            [
                new OrderItem
                {
                    OrderItemId = 1,
                    ProductId = "product-1",
                    SellerId = "seller-1",
                    SellerState = "RJ",
                    ProductCategoryName = "móveis_decoração",
                    Price = 129.9,
                    FreightValue = 15.1,
                    ShippingLimitAt = LocalTime.Parse("2018-03-07 12:00:00"),
                    ProductWeightG = 1850,
                    ProductLengthCm = 40.5,
                    ProductHeightCm = 10.25,
                    ProductWidthCm = 30,
                    ProductPhotosQty = 4,
                    ProductNameLength = 58,
                    ProductDescriptionLength = 1210,
                },
                new OrderItem
                {
                    OrderItemId = 2,
                    ProductId = "product-2",
                    SellerId = "seller-2",
                    Price = 0,
                    FreightValue = 8.72,
                },
            ],
            Payments =
            [
                new OrderPayment
                {
                    PaymentSequential = 1,
                    PaymentType = "credit_card",
                    PaymentInstallments = 8,
                    PaymentValue = 120.5,
                },
                new OrderPayment
                {
                    PaymentSequential = 2,
                    PaymentType = "voucher",
                    PaymentInstallments = 0,
                    PaymentValue = 33.22,
                },
            ],
        };

    public static ReviewSubmitted Review { get; } =
        new()
        {
            EventId = "review-1:order-1",
            Version = 3,
            RecordedAt = LocalTime.Parse("2018-03-12 18:30:00"),
            ReviewId = "review-1",
            OrderId = "order-1",
            ReviewScore = 2,
            CreatedAt = LocalTime.Parse("2018-03-10 00:00:00"),
            AnsweredAt = LocalTime.Parse("2018-03-12 18:29:59"),
            SellerIds = ["seller-1", "seller-2"],
            ProductIds = ["product-1", "product-2"],
            ProductCategoryNames = ["móveis_decoração"],
            CustomerState = "SP",
            SellerStates = ["RJ"],
            ComplaintCodes = [ComplaintCodes.Missing, ComplaintCodes.Slow],
            ComplaintCodesVersion = 1,
        };

    public static SatisfactionScored Scored { get; } =
        new()
        {
            EventId = "order-1:scored:7",
            Version = 2,
            RecordedAt = LocalTime.Parse("2018-03-09 10:12:13.456"),
            OrderId = "order-1",
            OrderEventId = "order-1:delivered",
            DeliveredAt = LocalTime.Parse("2018-03-09 10:12:13"),
            ScoredAt = Instant("2030-01-02T03:04:05.678901"),
            Probability = 0.25,
            RawMargin = -1.125,
            Tier = "RED",
            Label = "Dissatisfied",
            Action = "urgent manager intervention",
            Reasons =
            [
                new Reason("late", "late_days", "Delivered 3 days late", -0.75),
                new Reason("sellers", "seller_count", "Two sellers", -0.5),
            ],
            AnsweredBeforeDelivery = true,
            FeatureVector = [1.5f, float.NaN, -0f, float.MaxValue],
            ModelName = "satisfaction",
            ModelVersion = "2018-03-01.1",
            ModelSha256 = new string('a', 64),
            DecisionNumber = 7,
            PolicyVersion = "1",
            FeatureVersion = "1",
            InputTopic = "order-delivered",
            InputPartition = 5,
            InputOffset = 123_456_789_012,
        };

    public static SatisfactionAlert Alert { get; } =
        new()
        {
            EventId = "alert-1",
            Version = 2,
            RecordedAt = LocalTime.Parse("2018-03-09 10:12:13.456"),
            OrderId = "order-1",
            OrderEventId = "order-1:delivered",
            CustomerId = "customer-1",
            CustomerUniqueId = "person-1",
            CustomerState = "SP",
            DeliveredAt = LocalTime.Parse("2018-03-09 10:12:13"),
            RaisedAt = Instant("2030-01-02T03:04:05.678902"),
            Tier = "RED",
            Action = "urgent manager intervention",
            Probability = 0.25,
            Reasons = [new Reason("late", "late_days", "Três dias de atraso 😀", -0.75)],
            AnsweredBeforeDelivery = false,
            DeliveryDelayDays = -10.5,
            OrderItemsCount = 2,
            TotalPrice = 129.9,
            SellerIds = ["seller-1", "seller-2"],
            ProductCategoryNames = ["móveis_decoração"],
            ModelSha256 = new string('b', 64),
            DecisionNumber = 8,
            PolicyVersion = "1",
            InputTopic = "order-delivered",
            InputPartition = 3,
            InputOffset = 42,
        };

    public static ModelPromoted Promoted { get; } =
        new()
        {
            EventId = "satisfaction:9",
            Version = 1,
            RecordedAt = Instant("2030-01-02T03:04:05.678903"),
            ModelName = "satisfaction",
            ModelVersion = "2018-03-01.2",
            ModelSha256 = new string('c', 64),
            DecisionNumber = 9,
            Kind = "promoted",
            DecidedBy = "ana",
            Why = "better on open orders",
        };

    public static ScoringWindow Window { get; } =
        new()
        {
            EventId = "scorer-1:17",
            Version = 1,
            RecordedAt = LocalTime.Parse("2018-03-09 11:00:00"),
            Instance = "scorer-1",
            StartedAt = Instant("2030-01-02T03:04:05.000001"),
            EndedAt = Instant("2030-01-02T03:04:06.000002"),
            StreamFrom = LocalTime.Parse("2018-03-09 10:00:00"),
            ModelName = "satisfaction",
            ModelSha256 = new string('d', 64),
            DecisionNumber = 9,
            FeatureVersion = "1",
            Scored = 1000,
            Green = 800,
            Yellow = 150,
            Red = 50,
            AnsweredBeforeDelivery = 54,
            DeadLettered = 2,
            Duplicates = 1,
            ScoreHistogram = [1, 2, 3, 994],
            FeatureHistograms = [new FeatureHistogram("late_days", [5, 6, 7], 8, 0), new FeatureHistogram("customer_state", [], 0, 9)],
            HistoryTooOld = 70,
            HistoryLate = 3,
            ReviewsRefused = 4,
        };

    public static DeadLettersRedriven Redriven { get; } =
        new()
        {
            EventId = new string('e', 32),
            Version = 1,
            RecordedAt = Instant("2030-01-02T03:04:05.678904"),
            DeadLetterPartition = 3,
            ReleasedThrough = 42,
            Attempts = 0,
            Scored = 2,
            Discarded = 1,
            RedrivenBy = "ana",
            Why = "schema 12 is registered now",
        };

    public static AuditAnchored Anchored { get; } =
        new()
        {
            EventId = "0d9f0f7e-5c2b-4a52-9a2f-0c6a55a9f7d1/57",
            Version = 1,
            RecordedAt = Instant("2030-01-02T03:04:05.678905"),
            Store = "0d9f0f7e-5c2b-4a52-9a2f-0c6a55a9f7d1",
            Position = 57,
            Hash = new string('f', 64),
            Streams =
            [
                new AnchoredStream("model/satisfaction", 4, new string('0', 64)),
                new AnchoredStream("run/20300102-030000-3fa2", 31, new string('f', 64)),
            ],
            Why = "daily",
        };

    private static DateTime Instant(string text) =>
        DateTime.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind);
}
