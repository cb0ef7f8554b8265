using System.Net.Sockets;

namespace Streaming.Testing;

/// <summary>Whether a container engine can be used. A client on the PATH says nothing about that; the engine's own ping does.</summary>
public static class ContainerEngine
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The least version of its interface: Testcontainers asks for this one. Docker 25 has it; Debian 12's Docker 20.10 has
    /// 1.41.</summary>
    private static readonly Version Needed = new(1, 44);

    /// <summary>Asks the engine that DOCKER_HOST names, else the usual socket.</summary>
    /// <returns>Why no container can be had; null when one can.</returns>
    public static Task<string?> LackAsync() => LackAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"));

    internal static async Task<string?> LackAsync(string? host)
    {
        const string silent = "no container engine answers";
        var address = string.IsNullOrEmpty(host) ? $"unix://{DefaultSocket}" : host;
        var socket = address.StartsWith("unix://", StringComparison.Ordinal) ? address["unix://".Length..] : null;
        using var handler = new SocketsHttpHandler { ConnectTimeout = Patience };
        if (socket is not null)
        {
            if (!File.Exists(socket))
                return silent;
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
            return answer.IsSuccessStatusCode ? TooOld(answer) : silent;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or TaskCanceledException or UriFormatException or NotSupportedException)
        {
            return silent;
        }
    }

    private static string? TooOld(HttpResponseMessage ping)
    {
        var spoken = ping.Headers.TryGetValues("Api-Version", out var values) ? values.First() : "none";
        return Version.TryParse(spoken, out var version) && version >= Needed
            ? null
            : $"the container engine is too old: the version of its interface is {spoken}, and {Needed} is needed, as Docker 25 has it";
    }
}
