using Marten;

namespace Streaming.Audit.Trail;

/// <summary>Writes the trail of events that were recorded before there was one. The chain and the trail are of the same age.</summary>
internal static class TrailAdoption
{
    private const int EventsPerTransaction = 500;

    public static async Task AdoptAsync(IDocumentStore store, CancellationToken cancellation)
    {
        var after = 0L;
        while (true)
        {
            var session = store.LightweightSession();
            await using (session.ConfigureAwait(false))
            {
                var from = after;
                var events = await session.Events.QueryAllRawEvents().Where(e => e.Sequence > from).OrderBy(e => e.Sequence).Take(EventsPerTransaction).ToListAsync(cancellation).ConfigureAwait(false);
                if (events.Count == 0) return;
                session.Store<TrailEntry>([.. events.Select(TrailProjection.Entry)]);
                await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
                after = events[^1].Sequence;
            }
        }
    }
}
