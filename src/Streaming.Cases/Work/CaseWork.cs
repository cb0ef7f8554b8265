using JasperFx;
using JasperFx.Events;
using Marten;
using Streaming.Audit;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;

namespace Streaming.Cases.Work;

/// <summary>
/// What people do with cases: every call appends what the rules make of it, or nothing, and gives the case as it is then. Safe to use from
/// any thread.
/// </summary>
/// <remarks>Every method throws <see cref="CaseRefusedException"/> when a rule stands against it or there is no such case,
/// <see cref="CaseMovedException"/> when somebody else, or the stream of orders, changed the case after
/// <see cref="CaseAct.SeenRevision"/>, and <see cref="Npgsql.NpgsqlException"/> when the database is at fault.</remarks>
public sealed class CaseWork
{
    private readonly CaseStore store;

    internal CaseWork(CaseStore store) => this.store = store;

    /// <summary>Somebody works on it from now on.</summary>
    public Task<AlertCase> TakeAsync(CaseAct act, CancellationToken cancellation = default) =>
        DecideAsync(act, one => one.Take(act.By), cancellation);

    /// <param name="act">Who does it with what.</param>
    /// <param name="to">Who works on it from now on.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<AlertCase> AssignAsync(CaseAct act, string to, CancellationToken cancellation = default) =>
        DecideAsync(act, one => one.Assign(to, act.By), cancellation);

    public Task<AlertCase> ReturnAsync(CaseAct act, string why, CancellationToken cancellation = default) =>
        DecideAsync(act, one => one.Return(act.By, why), cancellation);

    public Task<AlertCase> NoteAsync(CaseAct act, string text, CancellationToken cancellation = default) =>
        DecideAsync(act, one => one.Note(act.By, text), cancellation);

    public Task<AlertCase> ContactAsync(
        CaseAct act,
        ContactChannel channel,
        bool reached,
        string text,
        CancellationToken cancellation = default
    ) => DecideAsync(act, one => one.Contact(act.By, channel, reached, text), cancellation);

    /// <param name="act">Who does it with what.</param>
    /// <param name="until">Wall time; null: until it gets worse.</param>
    /// <param name="why">In words; may be empty.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<AlertCase> SnoozeAsync(CaseAct act, DateTimeOffset? until, string why, CancellationToken cancellation = default) =>
        DecideAsync(act, one => one.Snooze(act.By, until?.ToUniversalTime(), why, store.Clock.GetUtcNow()), cancellation);

    public Task<AlertCase> ReopenAsync(CaseAct act, string why, CancellationToken cancellation = default) =>
        DecideAsync(act, one => one.Reopen(act.By, why), cancellation);

    public Task<AlertCase> CloseAsync(CaseAct act, CaseOutcome outcome, string text, CancellationToken cancellation = default) =>
        DecideAsync(act, one => one.Close(act.By, outcome, text), cancellation);

    /// <summary>Gives a case back whose owner did nothing since a time, unless somebody was faster.</summary>
    /// <returns>Whether it went back.</returns>
    internal async Task<bool> ReturnIdleAsync(string orderId, DateTimeOffset since, CancellationToken cancellation)
    {
        var isIdle = false;
        await DecideAsync(
                new CaseAct(orderId, ""),
                one => (isIdle = one.IsIdle(since, store.Clock.GetUtcNow())) ? one.Return("", "nobody acted") : [],
                cancellation
            )
            .ConfigureAwait(false);
        return isIdle;
    }

    private async Task<AlertCase> DecideAsync(CaseAct act, Func<AlertCase, IReadOnlyList<object>> decide, CancellationToken cancellation)
    {
        while (true)
        {
            var session = await store.SessionAsync(cancellation).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var entries = await session.Events.FetchStreamAsync(act.OrderId, token: cancellation).ConfigureAwait(false);
                var current = Folded(act.OrderId, entries);
                if (act.FormId is { } form && entries.Any(e => e.CausationId == form))
                    return current;
                RefuseMoved(act, current, entries);
                var decided = decide(current);
                if (decided.Count == 0)
                    return current;
                session.LastModifiedBy = act.By;
                session.CausationId = act.FormId;
                var appended = session.Events.Append(act.OrderId, current.Revision + decided.Count, decided);
                try
                {
                    await session.SaveChangesAsync(cancellation).ConfigureAwait(false);
                    return Folded(act.OrderId, [.. entries, .. appended.Events]);
                }
                catch (Exception passed) when (passed is ConcurrencyException)
                {
                    // somebody was faster: what they did is read, and the rules are asked again
                }
                catch (ObjectDisposedException broken) when (DatabaseFailure.CauseOf(broken) is { } cause)
                {
                    throw cause;
                }
            }
        }
    }

    /// <summary>What the same person did in between is no surprise to them.</summary>
    private static void RefuseMoved(CaseAct act, AlertCase current, IReadOnlyList<IEvent> entries)
    {
        if (act.SeenRevision is not { } seen || seen >= current.Revision)
            return;
        var since = entries.Where(e => e.Version > seen).Select(CaseEntry.Of).ToList();
        if (since.Any(entry => entry.By != act.By))
            throw new CaseMovedException(current, since);
    }

    private static AlertCase Folded(string orderId, IEnumerable<IEvent> events) =>
        events.Aggregate((AlertCase?)null, (one, e) => one.Evolve(orderId, e.Data, e.Timestamp.ToUniversalTime()))
        ?? throw new CaseRefusedException($"there is no case of order {orderId}");
}
