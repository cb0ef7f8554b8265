using System.Globalization;
using Streaming.Cases.Domain;
using Streaming.Models.Policy;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Messages;

/// <summary>What is told: kept with the outbox, so that every try says the same. Names no person.</summary>
/// <param name="Topic">One of <see cref="NotificationTopics"/>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Title">One line.</param>
/// <param name="Lines">More, each a line.</param>
/// <param name="Orders">Orders that it is about, for links.</param>
public sealed record NotificationMessage(
    string Topic,
    DateTimeOffset At,
    string Title,
    IReadOnlyList<string> Lines,
    IReadOnlyList<string> Orders
)
{
    private const int MostReasons = 3;
    private const int MostListed = 50;

    /// <summary>About one case.</summary>
    public static NotificationMessage Of(string topic, AlertCase one, DateTimeOffset at)
    {
        var action = one.Action == CaseAction.CallBeforeReview ? "call before the review" : "repair after the review";
        return new NotificationMessage(
            topic,
            at,
            $"{one.Alert.Tier.Name()}: {NotificationTopics.All[topic]}, {action}",
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Order {one.Id}: {1 - one.Alert.Probability:P0} unhappy, BRL {one.Alert.Basket.Price:0.00}"
                ),
                .. one.Alert.Reasons.Take(MostReasons).Select(reason => reason.Text),
            ],
            [one.Id]
        );
    }

    /// <summary>About the queue.</summary>
    public static NotificationMessage OfQueue(long waiting, int limit, DateTimeOffset at) =>
        new(
            NotificationTopics.LongQueue,
            at,
            string.Create(CultureInfo.InvariantCulture, $"{waiting} cases wait for a call, more than {limit}"),
            [],
            []
        );

    /// <summary>Several as one.</summary>
    public static NotificationMessage Digest(IReadOnlyList<NotificationMessage> several) =>
        new(
            several[0].Topic,
            several.Max(one => one.At),
            string.Create(CultureInfo.InvariantCulture, $"{several.Count} messages"),
            [
                .. several
                    .GroupBy(one => one.Title, StringComparer.Ordinal)
                    .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} × {group.Key}")),
            ],
            [.. several.SelectMany(one => one.Orders).Distinct(StringComparer.Ordinal).Take(MostListed)]
        );
}
