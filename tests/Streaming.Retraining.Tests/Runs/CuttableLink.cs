using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Streaming.Retraining.Tests.Runs;

/// <summary>A way to a database server that can be cut and mended: while it is cut, connections break and new ones are closed at
/// once.</summary>
internal sealed class CuttableLink : IDisposable
{
    private volatile NpgsqlConnectionStringBuilder server;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private volatile bool cut;
    private volatile bool hangs;
    private volatile int hanging;
    private volatile int refused;

    public CuttableLink(string connectionString)
    {
        server = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Past the link.</summary>
    public string Direct => server.ConnectionString;

    /// <summary>Through the link.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        }.ConnectionString;

    public void Cut()
    {
        cut = true;
        foreach (var client in open.Keys)
            client.Close();
    }

    public void Mend() => cut = hangs = false;

    /// <summary>Ends what is open, and answers nobody from then on.</summary>
    public void CutAndHang()
    {
        hangs = true;
        foreach (var client in open.Keys)
            client.Close();
    }

    /// <summary>Connections that were taken and not answered.</summary>
    public int Hanging => hanging;

    /// <summary>Leads to another server from now on, such as the same one started again on another port.</summary>
    public void LeadTo(string connectionString) => server = new NpgsqlConnectionStringBuilder(connectionString);

    /// <summary>Connections that were asked for while it was cut.</summary>
    public int Refused => refused;

    public void Dispose()
    {
        Cut();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync();
                if (cut)
                    Refuse(client);
                else if (hangs)
                    Keep(client);
                else
                    _ = ForwardAsync(client);
            }
            catch (Exception ended) when (ended is ObjectDisposedException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private void Refuse(TcpClient client)
    {
        refused++;
        client.Close();
    }

    private void Keep(TcpClient client)
    {
        hanging++;
        open[client] = true;
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var target = new TcpClient();
        open[client] = open[target] = true;
        try
        {
            await target.ConnectAsync(server.Host!, server.Port);
            if (cut)
                return;
            await Task.WhenAny(client.GetStream().CopyToAsync(target.GetStream()), target.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // cut, or closed by one of both ends
        }
        finally
        {
            client.Dispose();
            open.TryRemove(client, out _);
            open.TryRemove(target, out _);
        }
    }
}
