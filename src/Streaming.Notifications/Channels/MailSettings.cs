using MailKit.Security;

namespace Streaming.Notifications.Channels;

/// <summary>The mail server. Immutable.</summary>
public sealed record MailSettings
{
    /// <summary>Its host name; null where no mail is sent.</summary>
    public string? Host { get; init; }

    /// <summary>TCP port. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is encrypted. Default STARTTLS, or no mail.</summary>
    public SecureSocketOptions Encryption { get; init; } = SecureSocketOptions.StartTls;

    /// <summary>User name; null where the server asks for none.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Who sends, as <c>Streaming &lt;streaming@shop.example&gt;</c>.</summary>
    public string From { get; init; } = "streaming@localhost";
}
