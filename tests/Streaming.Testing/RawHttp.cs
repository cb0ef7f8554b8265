using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Testing;

/// <summary>An answer as it came over the wire.</summary>
public sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Requests that no client library would send.</summary>
public static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Sends the text, with CR LF for every line break, and reads until the server closes.</summary>
    public static Task<RawAnswer> AskAsync(Uri address, string request) =>
        AskAsync(address, Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")));

    public static async Task<RawAnswer> AskAsync(Uri address, byte[] request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = await ConnectAsync(address);
        await socket.SendAsync(request, patience.Token);
        var answer = new MemoryStream();
        var buffer = new byte[8_192];
        while (await socket.ReceiveAsync(buffer, patience.Token) is > 0 and var read)
            answer.Write(buffer, 0, read);
        var text = Encoding.Latin1.GetString(answer.ToArray());
        var parts = text.Split("\r\n\r\n", 2);
        var lines = parts[0].Split("\r\n");
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.OrdinalIgnoreCase);
        return new RawAnswer(
            lines[0].Length == 0 ? 0 : int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture),
            headers,
            parts.Length > 1 ? parts[1] : ""
        );
    }

    public static async Task<Socket> ConnectAsync(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        return socket;
    }
}
