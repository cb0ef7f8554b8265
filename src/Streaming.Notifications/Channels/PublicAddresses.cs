using System.Net;
using System.Net.Sockets;

namespace Streaming.Notifications.Channels;

/// <summary>
/// Connections to addresses of the internet only: whoever may write a rule must not reach what this machine reaches. The address is checked
/// that is connected to, after the name was resolved, so that a name that changes its mind helps nobody.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Private =
    [
        .. (
            (string[])
                [
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "::/127",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001:db8::/32",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "ff00::/8",
                ]
        ).Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>By the registries of special addresses (RFC 6890 and what was added to them).</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return !Private.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    /// <summary>A connection to one of the host's addresses that is allowed.</summary>
    /// <exception cref="NotTakenException">It has none.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, bool allowsPrivate, CancellationToken cancellation)
    {
        var found = IPAddress.TryParse(host.Trim('[', ']'), out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        var allowed = found.Where(address => allowsPrivate || IsPublic(address)).ToArray();
        if (allowed.Length == 0)
            throw new NotTakenException(
                $"{host} is an address of a private network; allowed: addresses of the internet, or Notifications:AllowPrivateAddresses"
            );
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
