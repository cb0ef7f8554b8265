using JasperFx;
using Marten;
using Marten.Exceptions;

namespace Streaming.Audit.Runs;

/// <summary>Training runs: asked for, worked on, looked up. Every step is an event; reading never waits for a projection. Safe to use from
/// any thread.</summary>
public sealed class RunStore
{
    /// <summary>How often a decision is taken anew when others record something meanwhile.</summary>
    private const int Rounds = 8;

    private readonly IDocumentStore store;
    private readonly TimeProvider clock;
    private readonly Func<CancellationToken, Task> prepare;

    internal RunStore(IDocumentStore store, TimeProvider clock, Func<CancellationToken, Task> prepare)
    {
        this.store = store;
        this.clock = clock;
        this.prepare = prepare;
    }

    /// <summary>Begins the stream of a new run.</summary>
    /// <param name="runId">Its id, of the form of <see cref="RunId"/>; null to make one from the clock.</param>
    /// <exception cref="ArgumentException">A value is blank or malformed; names it.</exception>
    /// <exception cref="RunConflictException">There is a run with this id.</exception>
    public async Task<RunHistory> RequestAsync(TrainingRequested request, string? runId = null, CancellationToken cancellation = default)
    {
        RunRules.Check(request);
        var id = runId ?? RunId.New(clock.GetUtcNow());
        RunId.Check(id);
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.LightweightSession();
        await using (session.ConfigureAwait(false))
        {
            Sign(session, id, request.By);
            session.Events.StartStream(RunStream.Key(id), request);
            try
            {
                await session.RecordAsync(cancellation).ConfigureAwait(false);
            }
            catch (ExistingStreamIdCollisionException taken)
            {
                throw new RunConflictException($"there is a run '{id}' already; ask again for another id", taken);
            }

            return (await session.LoadAsync<RunHistory>(RunStream.Key(id), cancellation).ConfigureAwait(false))!;
        }
    }

    /// <summary>Records what happened in a run, all or nothing.</summary>
    /// <param name="expectedEvents"><see cref="RunHistory.Events"/> of the state from which it was decided.</param>
    /// <param name="by">Who records it: a user or service name.</param>
    /// <returns>The run after it.</returns>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunRefusedException">The events do not follow from the run's state.</exception>
    /// <exception cref="RunConflictException">Another process recorded something about the run since <paramref
    /// name="expectedEvents"/>.</exception>
    public async Task<RunHistory> AppendAsync(
        string runId,
        long expectedEvents,
        string by,
        IReadOnlyList<object> events,
        CancellationToken cancellation = default
    )
    {
        if (string.IsNullOrWhiteSpace(by))
            throw new ArgumentException("who records it is blank; events are recorded with a user or service name", nameof(by));
        if (events.Count == 0)
            throw new ArgumentException("there are no events to record", nameof(events));
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.LightweightSession();
        await using (session.ConfigureAwait(false))
        {
            var run = await FoldAsync(session, runId, cancellation).ConfigureAwait(false);
            if (run.Events != expectedEvents)
                throw Conflict(runId, expectedEvents);
            RunRules.Check(run, events, clock.GetUtcNow());
            Sign(session, runId, by);
            session.Events.Append(run.Id, expectedEvents + events.Count, events);
            try
            {
                await session.RecordAsync(cancellation).ConfigureAwait(false);
            }
            catch (ConcurrencyException lost)
            {
                throw Conflict(runId, expectedEvents, lost);
            }

            return (await session.LoadAsync<RunHistory>(run.Id, cancellation).ConfigureAwait(false))!;
        }
    }

    /// <summary>Decides from the latest state and records it; decides anew when another process was first.</summary>
    /// <param name="decide">What happens, given the state; nothing, to leave it as it is. Called again after a lost race.</param>
    /// <returns>The run after it.</returns>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    public async Task<RunHistory> DecideAsync(
        string runId,
        string by,
        Func<RunHistory, IReadOnlyList<object>> decide,
        CancellationToken cancellation = default
    )
    {
        for (var round = 1; ; round++)
        {
            var run = await FindAsync(runId, cancellation).ConfigureAwait(false) ?? throw new UnknownRunException(runId);
            var events = decide(run);
            if (events.Count == 0)
                return run;
            try
            {
                return await AppendAsync(runId, run.Events, by, events, cancellation).ConfigureAwait(false);
            }
            catch (RunConflictException) when (round < Rounds)
            {
                // somebody was first; what they recorded may change the decision
            }
        }
    }

    /// <summary>The run as it stands; null when there is none with this id.</summary>
    public async Task<RunHistory?> FindAsync(string runId, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
            return await session.LoadAsync<RunHistory>(RunStream.Key(runId), cancellation).ConfigureAwait(false);
    }

    /// <summary>The run folded from its events, for what must not be led by a document that somebody changed; null when there is none with
    /// this id.</summary>
    public async Task<RunHistory?> FindByEventsAsync(string runId, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.LightweightSession();
        await using (session.ConfigureAwait(false))
        {
            try
            {
                return await FoldAsync(session, runId, cancellation).ConfigureAwait(false);
            }
            catch (UnknownRunException)
            {
                return null;
            }
        }
    }

    /// <summary>Runs, latest first.</summary>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="before">Only runs older than this id, for the next page; null for the latest.</param>
    public async Task<IReadOnlyList<RunHistory>> ListAsync(int limit = 50, string? before = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            var older = before is null ? "" : "where id < ? ";
            object[] values = before is null ? [limit] : [RunStream.Key(before), limit];
            return await session.QueryAsync<RunHistory>($"{older}order by id desc limit ?", cancellation, values).ConfigureAwait(false);
        }
    }

    /// <summary>Runs that are not over, oldest first: what to resume after a restart.</summary>
    public async Task<IReadOnlyList<RunHistory>> ListOpenAsync(CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            return await session
                .Query<RunHistory>()
                .Where(run => run.State == RunState.Requested || run.State == RunState.Running)
                .OrderBy(run => run.Id)
                .ToListAsync(cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Runs that are over and not on a tracking server, oldest first.</summary>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="after">Only runs later than this id, for the next page; null for the oldest.</param>
    public async Task<IReadOnlyList<RunHistory>> ListUntrackedAsync(
        int limit,
        string? after = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            var later = RunStream.Key(after ?? "");
            return await session
                .QueryAsync<RunHistory>(
                    // documents are camel-cased JSON, see AuditStore.Open
                    "where data ->> 'endedAt' is not null and coalesce(data -> 'tracking' ->> 'externalRun', '') = '' and id > ? order "
                        + "by id limit ?",
                    cancellation,
                    later,
                    limit
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Everything that happened in a run, oldest first; empty when there is none with this id.</summary>
    public async Task<IReadOnlyList<object>> EventsAsync(string runId, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
        {
            var events = await session.Events.FetchStreamAsync(RunStream.Key(runId), token: cancellation).ConfigureAwait(false);
            return [.. events.Select(happened => happened.Data)];
        }
    }

    /// <summary>The latest completed work of a stage on this input; null when it was never done. Found by key.</summary>
    public async Task<StageResult?> FindResultAsync(string stage, string inputHash, CancellationToken cancellation = default)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.QuerySession();
        await using (session.ConfigureAwait(false))
            return await session.LoadAsync<StageResult>(StageResult.Key(stage, inputHash), cancellation).ConfigureAwait(false);
    }

    /// <summary>The run as its stream says, not as its document does.</summary>
    internal static async Task<RunHistory> FoldAsync(IDocumentSession session, string runId, CancellationToken cancellation)
    {
        var key = RunStream.Key(runId);
        var past = await session.Events.FetchStreamAsync(key, token: cancellation).ConfigureAwait(false);
        return past.Aggregate((RunHistory?)null, (run, happened) => run.Evolve(key, happened.Data, happened.Timestamp.ToUniversalTime()))
            ?? throw new UnknownRunException(runId);
    }

    /// <summary>Who, and what belongs together: all events of a run.</summary>
    private static void Sign(IDocumentSession session, string runId, string by)
    {
        session.LastModifiedBy = by.Trim();
        session.CorrelationId = RunStream.Key(runId);
    }

    internal static RunConflictException Conflict(string runId, long expectedEvents, Exception? inner = null) =>
        new($"another process recorded something about run '{runId}' since its event {expectedEvents}; load it and decide again", inner);
}
