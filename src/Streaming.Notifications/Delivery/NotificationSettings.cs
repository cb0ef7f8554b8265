using Streaming.Notifications.Channels;

namespace Streaming.Notifications.Delivery;

/// <summary>How messages go out. Immutable.</summary>
public sealed record NotificationSettings
{
    /// <summary>Address of the pages, for links; null leaves links out.</summary>
    public Uri? Console { get; init; }

    /// <summary>Webhooks may go to addresses of private networks and of this machine.</summary>
    public bool AllowPrivateAddresses { get; init; }

    public MailSettings Mail { get; init; } = new();

    /// <summary>How often the outbox is looked at. Default 250 ms.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(250);
}
