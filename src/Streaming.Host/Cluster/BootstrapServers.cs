using System.Net.Sockets;

namespace Streaming.Host.Cluster;

/// <summary>The addresses of <c>Kafka:BootstrapServers</c>, before any client has been made.</summary>
internal static class BootstrapServers
{
    private const int UsualPort = 9092;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether anything listens at one of them, known within a second. A refused connection answers at once, where a Kafka client goes on
    /// trying; whether it is a broker, only a client
    /// can say.
    /// </summary>
    /// <param name="servers">Host or host:port, separated by commas, as a Kafka client takes them.</param>
    public static async Task<bool> AnyListensAsync(string servers) =>
        (
            await Task.WhenAll(
                servers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ListensAsync)
            )
        ).Contains(true);

    private static async Task<bool> ListensAsync(string server)
    {
        if (
            !Uri.TryCreate(
                server.Contains("://", StringComparison.Ordinal) ? server : "kafka://" + server,
                UriKind.Absolute,
                out var address
            )
        )
            return false;
        using var socket = new TcpClient();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(address.DnsSafeHost, address.Port < 0 ? UsualPort : address.Port, patience.Token);
            return true;
        }
        catch (Exception silent) when (silent is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
