using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Training.Replay;

namespace Streaming.Training.Tests.Replay;

/// <summary>Events and orders with only what a test is about.</summary>
internal static class Make
{
    public static readonly LocalTime Start = LocalTime.Parse("2017-01-01 12:00:00");

    public static LocalTime Day(double day) => Start.AddMilliseconds((long)(day * LocalTime.MillisecondsPerDay));

    public static ReviewSubmitted Review(
        string orderId,
        double day,
        int score,
        string review = "r",
        int version = 1,
        double? recordedDay = null
    ) =>
        new()
        {
            EventId = review + ":" + orderId,
            ReviewId = review,
            OrderId = orderId,
            Version = version,
            ReviewScore = score,
            AnsweredAt = Day(day),
            RecordedAt = Day(recordedDay ?? day),
            SellerIds = [],
            ProductIds = [],
            ProductCategoryNames = [],
            SellerStates = [],
            ComplaintCodes = [],
            ComplaintCodesVersion = 1,
        };

    public static DeliveredOrder Order(string orderId, double day) =>
        new()
        {
            OrderId = orderId,
            DeliveredAt = Day(day),
            Values = [],
            Categories = [],
            Predecessor = [],
            PredecessorCategories = [],
            IsOpen = true,
        };

    public static DeliveredOrder Order(string orderId, double day, double answeredDay, bool satisfied) =>
        Order(orderId, day) with
        {
            Labels = [new KnownLabel(Day(answeredDay), satisfied)],
        };
}
