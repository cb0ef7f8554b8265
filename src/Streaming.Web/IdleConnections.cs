using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Streaming.Web;

/// <summary>
/// Keeps a server answering while somebody holds connections open: beyond a number of them, a new one costs the one that has been without a
/// request for the longest.
/// A limit that turns the new ones away would let any program of this machine shut out the health checks. Thread-safe.
/// </summary>
/// <param name="most">Connections from which on idle ones are closed. Those with a request under way are never closed; the server's own
/// limit must be higher.</param>
public sealed class IdleConnections(int most)
{
    private readonly Lock gate = new();
    private readonly LinkedList<ConnectionContext> idle = [];
    private int open;

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Connections of this address are counted.</summary>
    public void Watch(ListenOptions listen) =>
        listen.Use(next =>
            async connection =>
            {
                var place = new LinkedListNode<ConnectionContext>(connection);
                connection.Items[this] = place;
                ConnectionContext? longest = null;
                lock (gate)
                {
                    if (++open > most)
                        longest = idle.First?.Value;
                    idle.AddLast(place);
                    if (longest is not null)
                        idle.RemoveFirst();
                }

                longest?.Abort(new ConnectionAbortedException("more connections are open than are kept without a request"));
                try
                {
                    await next(connection).ConfigureAwait(false);
                }
                finally
                {
                    lock (gate)
                    {
                        open--;
                        Remove(place);
                    }
                }
            }
        );

    /// <summary>A connection is not idle while its request is under way.</summary>
    public void Follow(IApplicationBuilder app) =>
        app.Use(next =>
            async context =>
            {
                object? kept = null;
                context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(this, out kept);
                if (kept is not LinkedListNode<ConnectionContext> place)
                {
                    await next(context).ConfigureAwait(false);
                    return;
                }

                lock (gate)
                    Remove(place);
                try
                {
                    await next(context).ConfigureAwait(false);
                }
                finally
                {
                    lock (gate)
                    {
                        if (!place.Value.ConnectionClosed.IsCancellationRequested && place.List is null)
                            idle.AddLast(place);
                    }
                }
            }
        );

    private void Remove(LinkedListNode<ConnectionContext> place)
    {
        if (place.List is not null)
            idle.Remove(place);
    }
}
