using Marten;
using Streaming.Audit.Chain;

namespace Streaming.Audit;

/// <summary>The one way in which events are committed.</summary>
internal static class RecordedSession
{
    /// <exception cref="ChainBrokenException">The chain has no head: nothing can be recorded that would be proved.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is at fault; nothing was recorded, or the answer was lost.</exception>
    public static async Task RecordAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        try
        {
            await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (ChainTables.IsWithoutHead(failure))
        {
            throw new ChainBrokenException(
                "nothing is recorded, since the audit store has events and no head of a chain: it is older than its chain, or the head "
                    + "was removed. Run: streaming audit verify; "
                    + "a person who knows why then runs: streaming audit adopt --why …",
                failure
            );
        }
        catch (ObjectDisposedException broken) when (DatabaseFailure.CauseOf(broken) is { } cause)
        {
            throw cause; // the transaction went with its connection, and rolling it back then fails before the reason is told
        }
    }
}
