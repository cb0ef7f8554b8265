using System.Text.Json.Serialization;

namespace Streaming.Notifications.Rules;

/// <summary>Who is told of what, and when. Data: changed on a page, kept as JSON.</summary>
public sealed record NotificationRule
{
    /// <summary>Random; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>For people, such as the team's name.</summary>
    public required string Name { get; init; }

    /// <summary>What is told; see <see cref="NotificationTopics"/>.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary><c>RED</c> or <c>YELLOW</c> only; null for both.</summary>
    public string? Tier { get; init; }

    /// <summary>Only orders with this product category; null for all.</summary>
    public string? Category { get; init; }

    /// <summary>Only customers of this state; null for all.</summary>
    public string? State { get; init; }

    /// <summary>Only customers who had not answered when the parcel came.</summary>
    public bool IsOpenOnly { get; init; }

    /// <summary>A case that nobody has for so long is told, where that topic is asked for. 1 to 10,080.</summary>
    public int UnassignedMinutes { get; init; } = 60;

    /// <summary>A queue of cases to call that is longer is told, where that topic is asked for.</summary>
    public int QueueLength { get; init; } = 50;

    /// <summary>When nothing is sent; null for always.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>So many messages an hour go out one by one to a recipient; the rest is one message. 1 to 1,000.</summary>
    public int MostPerHour { get; init; } = 20;

    /// <summary>Where it goes.</summary>
    public required IReadOnlyList<Recipient> Recipients { get; init; }

    public bool IsPaused { get; init; }
}

/// <summary>Hours in which messages wait for their end, and then come as one.</summary>
/// <param name="From">Local time.</param>
/// <param name="To">Local time; before <paramref name="From"/> it is the next day's.</param>
/// <param name="Zone">IANA name, such as <c>America/Sao_Paulo</c>.</param>
/// <param name="RedPasses">Messages about red orders go out all the same.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, string Zone, bool RedPasses)
{
    /// <summary>When a message may go out that is due now.</summary>
    public DateTimeOffset EndAfter(DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var time = TimeOnly.FromDateTime(local);
        var isQuiet = From <= To ? time >= From && time < To : time >= From || time < To;
        if (!isQuiet)
            return now;
        var end = DateOnly.FromDateTime(local).AddDays(From > To && time >= From ? 1 : 0).ToDateTime(To);
        while (zone.IsInvalidTime(end))
            end = end.AddMinutes(30); // the clocks go forward over it
        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }
}

/// <param name="Kind">Stored by name.</param>
/// <param name="Address">Of a webhook or a mailbox.</param>
/// <param name="Secret">Signs webhooks, <c>whsec_…</c>; null where nothing is signed.</param>
public sealed record Recipient(ChannelKind Kind, string Address, string? Secret = null)
{
    /// <summary>For people: without what signs.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Address}";
}

/// <summary>How a message travels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelKind>))]
public enum ChannelKind
{
    /// <summary>JSON, signed as Standard Webhooks has it.</summary>
    Webhook,

    /// <summary>The body that Slack's incoming webhooks take, and Mattermost's.</summary>
    Slack,

    /// <summary>An Adaptive Card, as the workflows of Microsoft Teams take it.</summary>
    Teams,

    /// <summary>Mail, as text and as HTML.</summary>
    Email,
}

/// <summary>What a rule can ask for. Stored, and part of messages.</summary>
public static class NotificationTopics
{
    public const string Opened = "case.opened";
    public const string Worsened = "case.worsened";
    public const string Unhappy = "case.reviewed_unhappy";
    public const string Closed = "case.closed";
    public const string Unassigned = "case.unassigned";
    public const string Overdue = "case.overdue";
    public const string LongQueue = "queue.long";
    public const string Test = "test";

    /// <summary>With words for people.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        [Opened] = "a case was opened",
        [Worsened] = "a case got worse",
        [Unhappy] = "a bad review came",
        [Closed] = "a case was closed",
        [Unassigned] = "nobody has taken a case",
        [Overdue] = "a case is overdue",
        [LongQueue] = "the queue is long",
    };
}
