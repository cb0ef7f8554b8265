using System.Net.Sockets;

namespace Streaming.Testing;

/// <summary>Whether a container engine answers. A client on the PATH says nothing about that; the engine's own ping does.</summary>
public static class ContainerEngine
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks the engine that DOCKER_HOST names, else the usual socket.</summary>
    public static Task<bool> AnswersAsync() => AnswersAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"));

    internal static async Task<bool> AnswersAsync(string? host)
    {
        var address = string.IsNullOrEmpty(host) ? $"unix://{DefaultSocket}" : host;
        var socket = address.StartsWith("unix://", StringComparison.Ordinal) ? address["unix://".Length..] : null;
        using var handler = new SocketsHttpHandler { ConnectTimeout = Patience };
        if (socket is not null)
        {
            if (!File.Exists(socket))
                return false;
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            };
        }

        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            var ping = socket is not null
                ? "http://localhost/_ping"
                : $"{address.Replace("tcp://", "http://", StringComparison.Ordinal)}/_ping";
            using var answer = await client.GetAsync(new Uri(ping));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or TaskCanceledException or UriFormatException or NotSupportedException)
        {
            return false;
        }
    }
}
