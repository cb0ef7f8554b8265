using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Confluent.Kafka;

namespace Streaming.Host.Cluster;

/// <summary>
/// What a listener is that closes connections without TLS: the Kafka client says nothing of it. One small request is sent, and where it is
/// not answered, the beginning of TLS; within four seconds.
/// </summary>
internal static class ListenerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Metadata of no topic, version 4, which every broker since 0.11 answers where no login is asked for: length, key, version,
    /// correlation, no client id, no topics, make none.
    /// </summary>
    private static readonly byte[] Question = [0, 0, 0, 15, 0, 3, 0, 4, 0, 0, 0, 1, 0xFF, 0xFF, 0, 0, 0, 0, 0];

    /// <summary>The setting to look at; null where TLS is used, nothing listens, nothing is closed, or an answer comes.</summary>
    public static async Task<string?> ExplainAsync(ClientConfig client)
    {
        var protocol = client.SecurityProtocol ?? SecurityProtocol.Plaintext;
        if (protocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl)
            return null;
        var server = client.BootstrapServers.Split(',')[0];
        var (host, port) = (
            server[..server.LastIndexOf(':')],
            int.Parse(server[(server.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture)
        );
        try
        {
            if (!await ClosesAsync(host, port))
                return null;
            if (await SpeaksTlsAsync(host, port))
                return "the listener speaks TLS: see Kafka:SecurityProtocol (ssl, or sasl_ssl with a login)";
            return protocol == SecurityProtocol.Plaintext
                ? "the listener closes what comes without a login: see Kafka:SecurityProtocol (sasl_plaintext)"
                : null;
        }
        catch (Exception silent) when (silent is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<bool> ClosesAsync(string host, int port)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(host, port, patience.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Question, patience.Token);
        var answer = new byte[1];
        try
        {
            // the first byte of an alert of TLS; of a length it is 0
            return await stream.ReadAsync(answer, patience.Token) == 0 || answer[0] == 0x15;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<bool> SpeaksTlsAsync(string host, int port)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(host, port, patience.Token);
        await using var stream = new SslStream(socket.GetStream());
        var hasCertificate = false;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                hasCertificate = certificate is not null;
                return false; // only whether TLS is spoken is asked: nobody has to be believed, and nothing is sent
            },
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, patience.Token);
            return true;
        }
        catch (AuthenticationException)
        {
            return hasCertificate;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
