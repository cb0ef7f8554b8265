using Streaming.Audit.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>The stage that a run has come to.</summary>
/// <param name="Champion">The model that candidates have to beat; null when none serves.</param>
/// <param name="IsLast">The run is over after it.</param>
internal sealed record DueStage(IStage Stage, ChampionModel? Champion, bool IsLast)
{
    public string Name => Stage.Name;
}

/// <summary>One attempt of a stage in the run's stream: its start, and its end with everything that followed from it.</summary>
internal sealed class StageAttempt(DueStage due, RunJournal journal, string node, LeaseRenewal lease, TimeProvider clock)
{
    private readonly long since = clock.GetTimestamp();

    private readonly List<object> reported = [];

    public DueStage Due => due;

    /// <summary>Renewed while the attempt lasts.</summary>
    public LeaseRenewal Lease => lease;

    /// <summary>Events that the stage has reported so far; also of use where it reported why it then failed.</summary>
    public IReadOnlyList<object> Reported => reported;

    /// <summary>SHA-256 of each artifact that the stage left before it failed, by name; null when none.</summary>
    public IReadOnlyDictionary<string, string>? Left { get; set; }

    /// <summary>The number of this attempt; 0 before it is recorded.</summary>
    public int Number { get; private set; }

    public double Seconds => clock.GetElapsedTime(since).TotalSeconds;

    /// <summary>Takes an event that the stage reports.</summary>
    public void Report(object happened) => reported.Add(happened);

    /// <summary>Records that the attempt begins.</summary>
    /// <exception cref="RunConflictException">Another process works on the run, or it is over.</exception>
    public async Task<RunHistory> StartAsync(RunHistory run, StageInput input, CancellationToken cancellation)
    {
        Number = (run.Stage(due.Name)?.Attempts.Count ?? 0) + 1;
        var started = new StageStarted(due.Name, Number, input.Hash, input.Parts, node);
        var after = await journal.AppendAsync(run.RunId, now => IsDue(now) ? [started] : [], cancellation).ConfigureAwait(false);
        if (!IsCurrent(after))
            throw Conflict(run);
        journal.Notify(started);
        return after;
    }

    /// <summary>
    /// Records everything that the stage leads to in one append: there is one set of its events, however often it is tried. A decision
    /// about a model is there already, in one transaction with the model's own event.
    /// </summary>
    /// <exception cref="RunConflictException">Another process works on the run, or it is over.</exception>
    public async Task<RunHistory> EndAsync(RunHistory run, IReadOnlyList<object> events, StageState end, CancellationToken stop)
    {
        IReadOnlyList<object> all = due.IsLast
            ? [.. events, new RunCompleted(Math.Round((clock.GetUtcNow() - run.RequestedAt).TotalSeconds, 3))]
            : events;
        var after = await journal
            .AppendAsync(
                run.RunId,
                now => MayEnd(now, end) ? [.. all.Where(one => now.Decision is null || one is not DecisionReached)] : [],
                stop
            )
            .ConfigureAwait(false);
        if (after.Stage(due.Name)?.State != end)
            throw Conflict(run);
        journal.Notify(all);
        return after;
    }

    /// <summary>Whether the attempt under way is this one.</summary>
    public bool IsCurrent(RunHistory run) =>
        run.Stage(due.Name) is { State: StageState.Running } now
        && now.Attempts[^1] is { } latest
        && latest.Number == Number
        && latest.Node == node;

    private bool IsDue(RunHistory run) =>
        !run.IsOver && run.Stage(due.Name)?.State is null or StageState.Running && (run.Stage(due.Name)?.Attempts.Count ?? 0) == Number - 1;

    private bool MayEnd(RunHistory now, StageState end) =>
        !now.IsOver && (end == StageState.Skipped ? now.Stage(due.Name)?.State is null or StageState.Running : IsCurrent(now));

    private static RunConflictException Conflict(RunHistory run) =>
        new($"another process works on run '{run.RunId}', or it is over; this one leaves it alone");
}
