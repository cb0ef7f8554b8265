using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Streaming.Notifications.Messages;
using Streaming.Notifications.Outbox;

namespace Streaming.Notifications.Channels;

/// <summary>Sends mail, as text and as HTML, over a connection of its own. Safe to use from any thread.</summary>
internal sealed class MailChannel(MailSettings settings, MessageBodies bodies) : IChannel
{
    private const int TimeLimitMs = 20_000;

    /// <summary>From here on an answer of the server is for good (RFC 5321, 4.2.1).</summary>
    private const int PermanentFrom = 500;

    public async Task<string> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        if (settings.Host is not { Length: > 0 } host)
            throw new NotTakenException("no mail server is set; the setting is Notifications:MailHost", isFinal: true);
        using var mail = Mail(message);
        using var client = new SmtpClient { Timeout = TimeLimitMs };
        try
        {
            await client.ConnectAsync(host, settings.Port, settings.Encryption, cancellation).ConfigureAwait(false);
            if (settings.Username is { Length: > 0 } user)
                await client.AuthenticateAsync(user, settings.Password ?? "", cancellation).ConfigureAwait(false);
            var said = await client.SendAsync(mail, cancellation).ConfigureAwait(false);
            await client.DisconnectAsync(true, cancellation).ConfigureAwait(false);
            return said.Trim();
        }
        catch (SmtpCommandException refused)
        {
            var code = (int)refused.StatusCode;
            throw new NotTakenException($"{code} {refused.Message}", isFinal: code >= PermanentFrom);
        }
        catch (Exception failed)
            when (failed
                    is SmtpProtocolException
                        or AuthenticationException
                        or SslHandshakeException
                        or ServiceNotConnectedException
                        or NotSupportedException
                        or IOException
                        or SocketException
                        or TimeoutException
            )
        {
            throw new NotTakenException(failed.Message.ReplaceLineEndings(" "));
        }
    }

    private MimeMessage Mail(OutboxMessage message)
    {
        var mail = new MimeMessage
        {
            Subject = message.Message.Title,
            Date = message.Times.CreatedAt,
            MessageId = $"{message.Id}@streaming", // a second try is the same mail
            Body = new BodyBuilder { TextBody = bodies.Text(message.Message), HtmlBody = bodies.Html(message.Message) }.ToMessageBody(),
        };
        mail.From.Add(MailboxAddress.Parse(settings.From));
        mail.To.Add(MailboxAddress.Parse(message.Route.Recipient.Address));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }
}
