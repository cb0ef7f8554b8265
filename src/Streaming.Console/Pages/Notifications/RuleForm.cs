using Streaming.Notifications.Rules;

namespace Streaming.Console.Pages.Notifications;

/// <summary>A rule as its form sends it.</summary>
public sealed class RuleForm
{
    public string? Name { get; set; }

    public string[] Topics { get; set; } = [];

    public string? Tier { get; set; }

    public string? Category { get; set; }

    public string? State { get; set; }

    public bool OpenOnly { get; set; }

    public int UnassignedMinutes { get; set; } = 60;

    public int QueueLength { get; set; } = 50;

    public int MostPerHour { get; set; } = 20;

    public TimeOnly? QuietFrom { get; set; }

    public TimeOnly? QuietTo { get; set; }

    public string Zone { get; set; } = "UTC";

    public bool RedPasses { get; set; } = true;

    public ChannelKind Kind { get; set; }

    public string? Address { get; set; }

    public string? Secret { get; set; }

    public NotificationRule ToRule(string id) =>
        new()
        {
            Id = id,
            Name = Name?.Trim() ?? "",
            Topics = Topics,
            Tier = Text(Tier),
            Category = Text(Category),
            State = Text(State)?.ToUpperInvariant(),
            IsOpenOnly = OpenOnly,
            UnassignedMinutes = UnassignedMinutes,
            QueueLength = QueueLength,
            MostPerHour = MostPerHour,
            Quiet = QuietFrom is { } from && QuietTo is { } to ? new QuietHours(from, to, Zone, RedPasses) : null,
            Recipients = [new Recipient(Kind, Address?.Trim() ?? "", Kind == ChannelKind.Webhook ? Text(Secret) : null)],
        };

    private static string? Text(string? given) => string.IsNullOrWhiteSpace(given) ? null : given.Trim().Replace('\0', '?');
}
