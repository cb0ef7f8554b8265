using System.Net.Sockets;
using Streaming.Host.Configuration;

namespace Streaming.Host.Demo;

/// <summary>Where the demo answers: at the address of the settings, or at a free port of it when another program has that one.</summary>
internal static class FreeListen
{
    public static ListenOptions Of(ListenOptions wanted)
    {
        try
        {
            using var probe = new TcpListener(wanted.ToAddress(), wanted.Port) { ExclusiveAddressUse = true };
            probe.Start();
            return wanted;
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return wanted with { Port = 0 };
        }
    }
}
