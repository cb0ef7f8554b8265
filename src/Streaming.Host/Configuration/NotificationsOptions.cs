using MailKit.Security;
using MimeKit;
using Streaming.Contracts.Settings;
using Streaming.Notifications.Channels;
using Streaming.Notifications.Delivery;

namespace Streaming.Host.Configuration;

/// <summary>The role <c>notifier</c>: how messages about cases go out. Whom they go to is said on the page Notifications.</summary>
public sealed record NotificationsOptions : IRelatedSettings
{
    /// <summary>Whether webhooks may go to addresses of private networks and of this machine. Default false.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Host name of the mail server. Default none: no mail.</summary>
    public string? MailHost { get; init; }

    /// <summary>TCP port of the mail server, 1 to 65,535. Default 587.</summary>
    [Between(1, 65_535)]
    public int MailPort { get; init; } = 587;

    /// <summary><c>start_tls</c>, <c>tls</c> or <c>none</c>. Default <c>start_tls</c>.</summary>
    public MailEncryption MailEncryption { get; init; }

    /// <summary>User of the mail server, with a password in the secrets. Default none.</summary>
    public string? MailUsername { get; init; }

    [Secret]
    public string? MailPassword { get; init; }

    /// <summary>Who sends. Default <c>streaming@localhost</c>.</summary>
    public string MailFrom { get; init; } = "streaming@localhost";

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (!MailboxAddress.TryParse(MailFrom, out _))
            yield return (nameof(MailFrom), "a mailbox such as Streaming <streaming@shop.example>");
    }

    /// <param name="console">Address of the pages as people reach them, for links; null: messages have no links.</param>
    public NotificationSettings ToSettings(string? console) =>
        new()
        {
            Console = string.IsNullOrEmpty(console) ? null : new Uri(console),
            AllowPrivateAddresses = AllowPrivateAddresses,
            Mail = new MailSettings
            {
                Host = MailHost,
                Port = MailPort,
                Encryption = MailEncryption switch
                {
                    MailEncryption.Tls => SecureSocketOptions.SslOnConnect,
                    MailEncryption.None => SecureSocketOptions.None,
                    _ => SecureSocketOptions.StartTls,
                },
                Username = MailUsername,
                Password = MailPassword,
                From = MailFrom,
            },
        };
}

/// <summary>How the connection to the mail server is encrypted.</summary>
public enum MailEncryption
{
    StartTls,
    Tls,
    None,
}
