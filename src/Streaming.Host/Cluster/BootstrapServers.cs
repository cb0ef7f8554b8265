using System.Net.Sockets;

namespace Streaming.Host.Cluster;

/// <summary>The addresses of <c>Kafka:BootstrapServers</c>, before any client has been made.</summary>
internal static class BootstrapServers
{
    private const int UsualPort = 9092;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether anything listens at one of them. A refused connection answers at once, where a Kafka client goes on trying; whether it is a broker, only a client can say.
    /// </summary>
    /// <param name="servers">Host or host:port, separated by commas, as a Kafka client takes them.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<bool> AnyListensAsync(string servers, CancellationToken cancellation)
    {
        var tries = servers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(server => ListensAsync(server, cancellation));
        return (await Task.WhenAll(tries)).Contains(true);
    }

    private static async Task<bool> ListensAsync(string server, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(server.Contains("://", StringComparison.Ordinal) ? server : "kafka://" + server, UriKind.Absolute, out var address)) return false;
        using var socket = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await socket.ConnectAsync(address.DnsSafeHost, address.Port < 0 ? UsualPort : address.Port, patience.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
