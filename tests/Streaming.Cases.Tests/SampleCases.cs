using Streaming.Cases.Domain;
using Streaming.Models.Policy;

namespace Streaming.Cases.Tests;

/// <summary>Alerts and first events to work with.</summary>
internal static class SampleCases
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static CaseAlert Alert(string id = "alert-1", Tier tier = Tier.Red, double probability = 0.2, string? person = "person-1") =>
        new()
        {
            Id = id,
            Version = 1,
            Tier = tier,
            Probability = probability,
            Reasons = [new CaseReason("late", "delay_days", "The parcel came 4 days late", -1.5)],
            AnsweredBeforeDelivery = false,
            RaisedAt = Noon,
            DeliveredAt = new DateTime(2018, 5, 4, 10, 30, 0, DateTimeKind.Unspecified),
            DelayDays = 4,
            Customer = new CaseCustomer("customer-1", person, "SP"),
            Basket = new CaseBasket(2, 120.5, ["seller-1"], ["toys", "health"]),
            DecisionNumber = 3,
            ModelSha256 = new string('a', 64),
        };

    public static CaseOpened Opened(
        double priority = 100,
        CaseAlert? alert = null,
        CaseAction action = CaseAction.CallBeforeReview,
        bool isHeldOut = false
    ) =>
        new(
            alert ?? Alert(),
            action,
            new CaseRank(priority, 0.8, 120.5, 0.5),
            "red and not answered yet",
            "v1",
            isHeldOut,
            Noon.AddHours(2)
        );
}
