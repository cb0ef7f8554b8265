using System.Globalization;
using Streaming.Cases.Domain;
using Streaming.Cases.Intake;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models.Policy;

namespace Streaming.Cases.Tests.Intake;

/// <summary>What topics tell, with only what a test cares about to choose.</summary>
internal static class Told
{
    public static readonly DateTime Day = new(2018, 5, 4, 10, 0, 0, DateTimeKind.Unspecified);

    /// <summary>As the scorer publishes it.</summary>
    public static SatisfactionAlert Alert(
        string order,
        double probability = 0.2,
        bool answered = false,
        int version = 1,
        int day = 0,
        double price = 100,
        double? delay = 4
    )
    {
        var tier = TierPolicy.Default.Classify(probability);
        return new SatisfactionAlert
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"alert {order} {version} {probability:R}"),
            Version = version,
            RecordedAt = LocalTime.From(Day.AddDays(day)),
            OrderId = order,
            OrderEventId = order + "-e",
            CustomerId = "customer of " + order,
            CustomerUniqueId = "person of " + order,
            CustomerState = "SP",
            DeliveredAt = LocalTime.From(Day.AddDays(day)),
            RaisedAt = SetClock.Start.UtcDateTime,
            Tier = tier.Name(),
            Action = tier.Action(),
            Probability = probability,
            Reasons = [new Reason("late", "delay_days", "The parcel came late", -1.25)],
            AnsweredBeforeDelivery = answered,
            DeliveryDelayDays = delay,
            OrderItemsCount = 1,
            TotalPrice = price,
            SellerIds = ["seller"],
            ProductCategoryNames = ["toys"],
            ModelSha256 = new string('a', 64),
            DecisionNumber = 1,
            PolicyVersion = "1",
            InputTopic = "order-delivered",
            InputPartition = 0,
            InputOffset = 0,
        };
    }

    public static ReviewSubmitted Review(string order, int score, int version = 1, string? id = null, int day = 5) =>
        new()
        {
            EventId = (id ?? "review") + ":" + order,
            Version = version,
            RecordedAt = LocalTime.From(Day.AddDays(day)),
            ReviewId = id ?? "review",
            OrderId = order,
            ReviewScore = score,
            AnsweredAt = LocalTime.From(Day.AddDays(day)),
            SellerIds = [],
            ProductIds = [],
            ProductCategoryNames = [],
            SellerStates = [],
            ComplaintCodes = [],
            ComplaintCodesVersion = 1,
        };

    /// <summary>The same alert as the intake decodes it.</summary>
    public static OrderAlert Decoded(SatisfactionAlert told) =>
        new(
            told.OrderId,
            new CaseAlert
            {
                Id = told.EventId,
                Version = told.Version,
                Tier = told.Tier == "RED" ? Tier.Red : Tier.Yellow,
                Probability = told.Probability,
                Reasons = [],
                AnsweredBeforeDelivery = told.AnsweredBeforeDelivery,
                RaisedAt = new DateTimeOffset(told.RaisedAt),
                DeliveredAt = told.DeliveredAt.ToDateTime(),
                DelayDays = told.DeliveryDelayDays,
                Customer = new CaseCustomer(told.CustomerId, told.CustomerUniqueId, told.CustomerState),
                Basket = new CaseBasket(told.OrderItemsCount, told.TotalPrice, told.SellerIds, told.ProductCategoryNames),
                DecisionNumber = told.DecisionNumber,
                ModelSha256 = told.ModelSha256,
            },
            DateOnly.FromDateTime(told.RecordedAt.ToDateTime())
        );

    public static StoredReview Decoded(ReviewSubmitted told) =>
        new(told.EventId, told.OrderId, told.Version, told.ReviewScore, told.AnsweredAt.ToDateTime(), told.RecordedAt.ToDateTime());
}
