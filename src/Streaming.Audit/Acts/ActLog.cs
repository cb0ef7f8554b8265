using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Streaming.Audit.Acts;

/// <summary>
/// Records what people do beside models and runs. Each act bears an id, and with it is recorded once, however often it is told: who could
/// not be told because the database
/// was away is told again. Safe to use from any thread.
/// </summary>
public sealed class ActLog
{
    private readonly IDocumentStore store;
    private readonly Func<CancellationToken, Task> prepare;

    internal ActLog(IDocumentStore store, Func<CancellationToken, Task> prepare)
    {
        this.store = store;
        this.prepare = prepare;
    }

    /// <summary>The stream of what is done to the store itself.</summary>
    internal const string StoreStream = "store/acts";

    /// <summary>The stream of proofs that people ask for.</summary>
    internal const string ProofStream = "proof/acts";

    /// <summary>A redrive begins.</summary>
    /// <param name="id">Its own; see <see cref="NewId"/>.</param>
    public Task BeginRedriveAsync(string id, RedriveBegun begun, CancellationToken cancellation = default) =>
        OnceAsync(RedriveKey(id), [begun], begun.By, cancellation);

    /// <summary>A redrive is over. Its begin is recorded with it when that could not be recorded in time.</summary>
    public Task EndRedriveAsync(string id, RedriveBegun begun, RedriveEnded ended, CancellationToken cancellation = default) =>
        OnceAsync(RedriveKey(id), [begun, ended], begun.By, cancellation);

    /// <summary>The database was brought up to date.</summary>
    public Task RecordAsync(DatabaseMigrated migrated, CancellationToken cancellation = default) =>
        AppendAsync(migrated, migrated.By, cancellation);

    /// <summary>The trail is taken away.</summary>
    public Task RecordAsync(TrailExported exported, CancellationToken cancellation = default) =>
        AppendAsync(exported, exported.By, cancellation);

    /// <summary>Who is told of what was changed.</summary>
    public Task RecordAsync(NotificationRuleChanged changed, CancellationToken cancellation = default) =>
        AppendAsync(changed, changed.By, cancellation);

    /// <summary>A published score was recomputed.</summary>
    public Task RecordAsync(DecisionProved proved, CancellationToken cancellation = default) =>
        AppendAsync(proved, proved.By, cancellation, ProofStream);

    /// <summary>An id of an act: when it began, and digits that keep two apart.</summary>
    public static string NewId(DateTimeOffset now) => $"{Runs.RunId.New(now)}-{Guid.NewGuid().ToString("N")[..8]}";

    private static string RedriveKey(string id) => "redrive/" + id;

    private async Task AppendAsync(object act, string by, CancellationToken cancellation, string stream = StoreStream)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.LightweightSession();
        await using (session.ConfigureAwait(false))
        {
            session.LastModifiedBy = by.Trim();
            session.Events.Append(stream, act);
            await session.RecordAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the stream hold these events, and no more than once each.</summary>
    private async Task OnceAsync(string key, IReadOnlyList<object> events, string by, CancellationToken cancellation)
    {
        await prepare(cancellation).ConfigureAwait(false);
        while (true)
        {
            var session = store.LightweightSession();
            await using (session.ConfigureAwait(false))
            {
                var there = (await session.Events.FetchStreamAsync(key, token: cancellation).ConfigureAwait(false)).Count;
                if (there >= events.Count)
                    return;
                session.LastModifiedBy = by.Trim();
                session.CorrelationId = key;
                if (there == 0)
                    session.Events.StartStream(key, events);
                else
                    session.Events.Append(key, events.Count, events.Skip(there));
                try
                {
                    await session.RecordAsync(cancellation).ConfigureAwait(false);
                    return;
                }
                catch (Exception told) when (told is ConcurrencyException or ExistingStreamIdCollisionException)
                {
                    // told by another process meanwhile: what it recorded is not recorded again
                }
            }
        }
    }
}
