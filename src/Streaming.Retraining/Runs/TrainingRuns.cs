using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>Another run of the model is active; only one may be.</summary>
public sealed class RunActiveException(RunLease active)
    : Exception(
        $"run {active.Run} of model '{active.Model}' is active since {active.TakenAt:u} "
            + $"({StateOf(active)}); wait for it, or: streaming runs cancel {active.Run}"
    )
{
    public RunLease Active { get; } = active;

    private static string StateOf(RunLease active) =>
        active.IsAbandoned ? "interrupted, waiting for a trainer"
        : active.Stage.Length == 0 ? "waiting for a trainer"
        : $"in stage {active.Stage}";
}

/// <summary>Starts and cancels training runs and lists the active ones: what commands, pages and the schedule call.</summary>
public sealed class TrainingRuns(
    AuditStore audit,
    LeaseTable leases,
    StageSet stages,
    IStageQueue queue,
    ProcessIdentity process,
    TimeProvider clock
)
{
    /// <summary>A lease whose run was never recorded is that of a process that died between the two.</summary>
    private static readonly TimeSpan Unrecorded = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks for a run; a trainer does it.</summary>
    /// <param name="trigger"><c>manual</c>, <c>schedule</c> or <c>event</c>.</param>
    /// <param name="by">Who asks: a user or service name.</param>
    /// <param name="why">The reason, in words.</param>
    /// <exception cref="RunActiveException">The model is being retrained already.</exception>
    /// <exception cref="StageException">The stages cannot be made from this definition.</exception>
    /// <exception cref="ArgumentException">A value is blank or malformed.</exception>
    public async Task<RunHistory> StartAsync(
        RunDefinition definition,
        string trigger,
        string by,
        string why,
        CancellationToken cancellation
    )
    {
        var first = stages(definition, null)[0].Name;
        var id = RunId.New(clock.GetUtcNow());
        // the first use makes the store's tables, which may take longer than a lease may stand without its run
        await audit.Runs.FindAsync(id, cancellation).ConfigureAwait(false);
        while (await leases.TakeAsync(definition.ModelName, id, cancellation).ConfigureAwait(false) is { } active)
        {
            if (!await EndIfOverAsync(active, cancellation).ConfigureAwait(false))
                throw new RunActiveException(active);
        }

        RunHistory run;
        try
        {
            run = await audit
                .Runs.RequestAsync(
                    new TrainingRequested(
                        definition.ModelName,
                        trigger,
                        by,
                        why,
                        definition.Source,
                        process.CodeVersion,
                        definition.Seed,
                        definition.Parameters
                    ),
                    id,
                    cancellation
                )
                .ConfigureAwait(false);
        }
        catch (Exception refused) when (!DatabaseFailure.Is(refused))
        {
            await leases.EndAsync(id, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        queue.Enqueue(id, first);
        return run;
    }

    /// <summary>Stops a run: its child process is killed and the end recorded. Returns when it is over.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunRefusedException">It is over, or has decided already: what was promoted is rolled back and not
    /// cancelled.</exception>
    public async Task<RunHistory> CancelAsync(string run, string by, string why, CancellationToken cancellation)
    {
        var asked = false;
        while (true)
        {
            var now = await audit.Runs.FindAsync(run, cancellation).ConfigureAwait(false) ?? throw new UnknownRunException(run);
            if (now.State == RunState.Cancelled && asked)
                return now;
            if (now.IsOver)
                throw new RunRefusedException($"run {run} ended {now.EndedAt:u} ({now.State}); there is nothing to cancel");
            var active = await leases.RequestCancelAsync(run, by, why, cancellation).ConfigureAwait(false);
            asked = true;
            if (!active || await leases.AcquireIdleAsync(run, $"{process.Node}/cancels", cancellation).ConfigureAwait(false))
            {
                now = await audit
                    .Runs.DecideAsync(
                        run,
                        by,
                        state => state.IsOver || state.Decision is not null ? [] : [new RunCancelled(by, why)],
                        cancellation
                    )
                    .ConfigureAwait(false);
                if (!now.IsOver)
                {
                    await leases.ReleaseAsync(run, $"{process.Node}/cancels", cancellation).ConfigureAwait(false);
                    throw new RunRefusedException(
                        $"run {run} has decided already ({now.Decision!.Decision} {now.Decision.ModelVersion}) and ends with the next "
                            + $"trainer; what it promoted is undone by: streaming models rollback"
                    );
                }

                await leases.EndAsync(run, cancellation).ConfigureAwait(false);
                if (now.State == RunState.Cancelled)
                    return now;
            }

            await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>All active runs, with their progress.</summary>
    public Task<IReadOnlyList<RunLease>> ActiveAsync(CancellationToken cancellation) => leases.ListAsync(cancellation);

    /// <summary>Has every abandoned run resumed by one of the processes that watch; to be called every few seconds.</summary>
    /// <returns>The runs that this process has put into the queue.</returns>
    public async Task<IReadOnlyList<string>> ResumeAbandonedAsync(CancellationToken cancellation)
    {
        var resumed = new List<string>();
        var active = await leases.ListAsync(cancellation).ConfigureAwait(false);
        foreach (var lease in active)
        {
            if (!lease.IsAbandoned || await EndIfOverAsync(lease, cancellation).ConfigureAwait(false))
                continue;
            if (!await leases.ClaimResumeAsync(lease.Run, cancellation).ConfigureAwait(false))
                continue;
            if (await audit.Runs.FindAsync(lease.Run, cancellation).ConfigureAwait(false) is not { } run)
                continue;
            queue.Enqueue(lease.Run, NextOf(run));
            resumed.Add(lease.Run);
        }

        var leased = active.Select(lease => lease.Run).ToHashSet();
        foreach (var run in await audit.Runs.ListOpenAsync(cancellation).ConfigureAwait(false))
        {
            // A run that goes on has a lease from before its first event until after its last.
            if (
                leased.Contains(run.RunId)
                || await leases.TakeAsync(run.Request.ModelName, run.RunId, cancellation).ConfigureAwait(false) is not null
            )
                continue;
            queue.Enqueue(run.RunId, NextOf(run));
            resumed.Add(run.RunId);
        }

        return resumed;
    }

    /// <summary>Where the stages cannot be made, the last one that was begun is tried: it then fails and says why.</summary>
    private string NextOf(RunHistory run)
    {
        try
        {
            var all = stages(RunDefinition.Of(run.Request), null);
            return RunExecutor.NextStage(run, all) ?? all[^1].Name;
        }
        catch (StageException)
        {
            return run.Stages.Count == 0 ? "stages" : run.Stages[^1].Stage;
        }
    }

    /// <summary>Frees the model when the run of its lease is over or was never recorded.</summary>
    private async Task<bool> EndIfOverAsync(RunLease lease, CancellationToken cancellation)
    {
        var run = await audit.Runs.FindAsync(lease.Run, cancellation).ConfigureAwait(false);
        if (run is { IsOver: false } || (run is null && clock.GetUtcNow() - lease.TakenAt < Unrecorded))
            return false;
        await leases.EndAsync(lease.Run, cancellation).ConfigureAwait(false);
        return true;
    }
}
