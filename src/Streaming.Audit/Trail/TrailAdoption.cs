using Marten;
using Streaming.Audit.Chain;

namespace Streaming.Audit.Trail;

/// <summary>Writes the trail of all events anew, for a store that is older than its trail, or whose trail says something else. In the
/// caller's transaction.</summary>
internal static class TrailAdoption
{
    private const int EventsAtOnce = 500;

    public static async Task AdoptAsync(IDocumentSession session, CancellationToken cancellation)
    {
        var after = 0L;
        while (true)
        {
            var from = after;
            var events = await session
                .Events.QueryAllRawEvents()
                .Where(e => e.Sequence > from)
                .OrderBy(e => e.Sequence)
                .Take(EventsAtOnce)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
            if (events.Count == 0)
                return;
            session.Store<TrailEntry>([.. events.Where(e => e.StreamKey != ChainedEvent.FillerStream).Select(TrailProjection.Entry)]);
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
            after = events[^1].Sequence;
        }
    }
}
