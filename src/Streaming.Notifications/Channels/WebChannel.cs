using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StandardWebhooks;
using Streaming.Notifications.Messages;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Channels;

/// <summary>Posts JSON: to programs, Slack and Teams. Follows no redirect. Safe to use from any thread.</summary>
internal sealed class WebChannel : IChannel, IDisposable
{
    private const int MostAnswerBytes = 2_048;
    private const int ShownAnswerCharacters = 300;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly HttpClient client;
    private readonly MessageBodies bodies;
    private readonly TimeProvider clock;

    /// <param name="allowsPrivate">Also addresses of private networks and of this machine.</param>
    public WebChannel(MessageBodies bodies, TimeProvider clock, bool allowsPrivate)
    {
        (this.bodies, this.clock) = (bodies, clock);
        client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // it may lead to where nobody may write
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectCallback = async (context, cancellation) =>
                    new NetworkStream(
                        await PublicAddresses
                            .ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, allowsPrivate, cancellation)
                            .ConfigureAwait(false),
                        ownsSocket: true
                    ),
            }
        )
        {
            Timeout = TimeLimit,
            MaxResponseContentBufferSize = MostAnswerBytes,
        };
    }

    public async Task<string> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Route.Recipient.Address) { Content = Content(message) };
        try
        {
            using var answer = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            var said =
                $"{(int)answer.StatusCode} {answer.ReasonPhrase} {await BodyAsync(answer, cancellation).ConfigureAwait(false)}".Trim();
            return answer.IsSuccessStatusCode ? said : throw new NotTakenException(said, isFinal: answer.StatusCode == HttpStatusCode.Gone);
        }
        catch (HttpRequestException failed)
        {
            throw failed.InnerException as NotTakenException ?? new NotTakenException(Short(failed.Message));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new NotTakenException($"no answer within {TimeLimit.TotalSeconds:0} s");
        }
    }

    public void Dispose() => client.Dispose();

    private StringContent Content(OutboxMessage message)
    {
        var recipient = message.Route.Recipient;
        var body = recipient.Kind switch
        {
            ChannelKind.Slack => bodies.Slack(message.Message),
            ChannelKind.Teams => bodies.Teams(message.Message),
            _ => bodies.Webhook(message.Id, message.Message),
        };
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        if (recipient.Kind == ChannelKind.Webhook)
            Sign(content, message.Id, recipient.Secret, body);
        return content;
    }

    /// <summary>The three headers of Standard Webhooks; without a secret the first two.</summary>
    private void Sign(StringContent content, string id, string? secret, string body)
    {
        var now = clock.GetUtcNow();
        content.Headers.Add("webhook-id", id);
        content.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (secret is not null)
            content.Headers.Add("webhook-signature", new StandardWebhook(secret).Sign(id, now, body));
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[MostAnswerBytes];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return Short(Encoding.UTF8.GetString(bytes, 0, read));
        }
    }

    private static string Short(string text)
    {
        var line = Contracts.Rules.PlainText.Visible(text.ReplaceLineEndings(" ").Trim());
        return line.Length <= ShownAnswerCharacters ? line : line[..ShownAnswerCharacters] + "…";
    }
}
