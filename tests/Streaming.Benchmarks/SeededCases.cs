using System.Globalization;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;
using Streaming.Models.Policy;

namespace Streaming.Benchmarks;

/// <summary>Cases as months of work leave them: most closed, some with a review that came first, a queue that is worked on.</summary>
internal static class SeededCases
{
    private const int Together = 500;
    private static readonly DateTimeOffset Start = new(2018, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] States = ["SP", "RJ", "MG", "BA", "RS"];
    private static readonly string[] Categories = ["toys", "bed_bath_table", "health_beauty", "office_furniture"];

    public static string OrderId(int number) => string.Create(CultureInfo.InvariantCulture, $"case-{number:0000000}");

    /// <summary>Makes those that are not there yet.</summary>
    public static async Task WriteAsync(CaseStore cases, int count, CancellationToken stop)
    {
        for (var from = 0; from < count; from += Together)
        {
            if (await cases.Queries.FindAsync(OrderId(from), stop) is not null)
                continue;
            await using var session = await cases.SessionAsync(stop);
            for (var number = from; number < Math.Min(count, from + Together); number++)
                session.Events.Append(OrderId(number), [.. Events(number)]);
            await session.SaveChangesAsync(stop);
        }
    }

    private static IEnumerable<object> Events(int number)
    {
        var raisedAt = Start.AddMinutes(number);
        var answered = number % 10 == 3;
        var alert = new CaseAlert
        {
            Id = "alert-" + OrderId(number),
            Version = 1,
            Tier = number % 7 == 0 ? Tier.Red : Tier.Yellow,
            Probability = 0.05 + number % 60 / 100.0,
            Reasons = [new CaseReason("delivery_promise", "late_days", "Delivered 4 days after the promised date", -1.5)],
            AnsweredBeforeDelivery = answered,
            RaisedAt = raisedAt,
            DeliveredAt = raisedAt.DateTime,
            DelayDays = 4,
            Customer = new CaseCustomer($"customer-{number}", $"person-{number % 90_000}", States[number % States.Length]),
            Basket = new CaseBasket(2, 120.5, [$"seller-{number % 3_000}"], [Categories[number % Categories.Length]]),
            DecisionNumber = 1,
            ModelSha256 = new string('a', 64),
        };
        yield return new CaseOpened(
            alert,
            answered ? CaseAction.RepairAfterReview : CaseAction.CallBeforeReview,
            new CaseRank(10 + number % 900, 0.8, 120.5, 0.5),
            "Red, and not answered yet.",
            "1",
            IsHeldOut: number % 50 == 7,
            raisedAt.AddHours(2)
        );
        if (number % 50 == 7 || number % 10 == 0)
            yield break;
        yield return new CaseTaken("Ana");
        yield return new CaseContacted("Ana", ContactChannel.Phone, number % 3 > 0, "sends it back");
        if (number % 4 == 0)
            yield return new CaseReviewed($"review-{number}", 1, 1 + number % 5, raisedAt.DateTime.AddDays(3));
        if (number % 10 > 1)
            yield return new CaseClosed("Ana", CaseOutcome.Solved, "money back");
    }
}
