using System.Net;
using System.Net.Sockets;

namespace Streaming.Embedded.Processes;

/// <summary>Ports for servers that must be told theirs. Somebody else may take one in between, so starting is tried again with
/// others.</summary>
internal static class FreePort
{
    /// <summary>Different ports on the loopback that the system says are free now.</summary>
    public static int[] Take(int count)
    {
        var listeners = new List<TcpListener>(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                listeners.Add(listener);
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
