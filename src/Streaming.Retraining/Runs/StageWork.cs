using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Models.Policy;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>One attempt of a stage, from its planning to its completion in the run's stream.</summary>
internal sealed class StageWork(
    AuditStore audit,
    IStage stage,
    ChampionModel? champion,
    bool isLast,
    TrainerSettings settings,
    IStageConsequence consequence,
    LeaseKeeper keeper,
    TimeProvider clock,
    ILogger log,
    Action<object> observer
)
{
    private readonly StagePlanner planner = new(audit, clock);
    private readonly long since = clock.GetTimestamp();

    private readonly List<object> told = [];

    /// <summary>What the stage has told so far; of use where it told why it then failed.</summary>
    public IReadOnlyList<object> Told => told;

    /// <summary>SHA-256 of each artefact that the stage left before it told why it failed, by name; null when none.</summary>
    public IReadOnlyDictionary<string, string>? Left { get; private set; }

    /// <summary>The number of this attempt; 0 before it is recorded.</summary>
    public int Attempt { get; private set; }

    public double Seconds => clock.GetElapsedTime(since).TotalSeconds;

    /// <param name="cancellation">The work has to stop.</param>
    /// <param name="stop">
    /// The process has to stop. What a stage leads to, and its end after it, are cut off by nothing else: once a run has decided it is too
    /// late to cancel it, and whether it may
    /// still decide is asked in the transaction that records the decision.
    /// </param>
    /// <returns>The run after it.</returns>
    public async Task<RunHistory> DoAsync(RunHistory run, CancellationToken cancellation, CancellationToken stop)
    {
        var plan = await RideOutAsync(() => planner.PlanAsync(stage, StagePlanner.Known(run), cancellation), cancellation)
            .ConfigureAwait(false);
        if (plan.Earlier is { } earlier)
            return await SkipAsync(run, plan, earlier, cancellation, stop).ConfigureAwait(false);

        run = await StartAsync(run, plan.Input, cancellation).ConfigureAwait(false);
        using var folder = StageFolder.Create(audit.Artifacts, settings.WorkFolder, run.RunId, stage.Name, Attempt);
        await RideOutAsync(() => folder.BringAsync(plan.Artefacts, cancellation), cancellation).ConfigureAwait(false);
        try
        {
            await RunStageAsync(run, folder, cancellation).ConfigureAwait(false);
        }
        catch (StageException)
        {
            await KeepWhatIsLeftAsync(run, folder, cancellation).ConfigureAwait(false);
            throw;
        }

        cancellation.ThrowIfCancellationRequested();
        var outputs = await RideOutAsync(() => folder.KeepAsync(cancellation), cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        object[] followed =
        [
            .. await RideOutAsync(() => consequence.FollowAsync(run, stage.Name, outputs, null, stop), stop).ConfigureAwait(false),
        ];
        var completed = new StageCompleted(
            stage.Name,
            plan.Input.Hash,
            StageInput.OutputHash(outputs),
            outputs,
            keeper.Progress.Rows,
            Math.Round(Seconds, 3)
        );
        return await EndAsync(run, [.. told, .. followed, completed], StageState.Completed, stop).ConfigureAwait(false);
    }

    private async Task RunStageAsync(RunHistory run, StageFolder folder, CancellationToken cancellation)
    {
        var context = new StageContext(folder.Inputs, folder.Outputs, told.Add, keeper);
        if (stage.RunsInChild)
        {
            // The child reaches no database: what it may ask for lies beside its inputs.
            var beside = new Dictionary<string, string>();
            if (champion is not null)
                beside[ChildRequest.ChampionFile] = champion.Sha256;
            if (champion?.Best is { } best)
                beside[ChildRequest.BestFile] = best.Sha256;
            if (beside.Count > 0)
                await RideOutAsync(() => folder.BringAsync(beside, cancellation), cancellation).ConfigureAwait(false);
            var request = new ChildRequest(
                RunDefinition.Of(run.Request),
                stage.Name,
                champion?.Sha256,
                champion?.Best?.Sha256,
                folder.Inputs,
                folder.Outputs
            );
            await StageInChild.RunAsync(settings.Child, request, context, log, cancellation).ConfigureAwait(false);
        }
        else
        {
            await Task
                .Factory.StartNew(
                    () => stage.Run(context, cancellation),
                    cancellation,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>What a person needs to see why the stage failed. Must not hide the failure: without a database it is told and the files are
    /// lost.</summary>
    private async Task KeepWhatIsLeftAsync(RunHistory run, StageFolder folder, CancellationToken cancellation)
    {
        try
        {
            var kept = await RideOutAsync(() => folder.KeepAsync(cancellation), cancellation).ConfigureAwait(false);
            Left = kept.Count > 0 ? kept : null;
        }
        catch (Exception trouble) when (DatabaseFailure.Is(trouble) || trouble is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(
                "Run {Run}: what stage {Stage} left before it failed could not be kept: {Reason}",
                run.RunId,
                stage.Name,
                trouble.Message
            );
        }
    }

    /// <summary>Records that the attempt begins, also one that cannot even be planned.</summary>
    public async Task<RunHistory> StartAsync(RunHistory run, StageInput input, CancellationToken cancellation)
    {
        Attempt = (run.Stage(stage.Name)?.Attempts.Count ?? 0) + 1;
        var after = await RideOutAsync(
                () =>
                    audit.Runs.DecideAsync(
                        run.RunId,
                        RunExecutor.By,
                        now => IsDue(now) ? [new StageStarted(stage.Name, Attempt, input.Hash, input.Parts, settings.Node)] : [],
                        cancellation
                    ),
                cancellation
            )
            .ConfigureAwait(false);
        if (!IsMine(after))
            throw Lost(run);
        observer(new StageStarted(stage.Name, Attempt, input.Hash, input.Parts, settings.Node));
        return after;
    }

    private bool IsDue(RunHistory run) =>
        !run.IsOver
        && run.Stage(stage.Name)?.State is null or StageState.Running
        && (run.Stage(stage.Name)?.Attempts.Count ?? 0) == Attempt - 1;

    /// <summary>The attempt under way is this one.</summary>
    public bool IsMine(RunHistory run) =>
        run.Stage(stage.Name) is { State: StageState.Running } now
        && now.Attempts[^1] is { } latest
        && latest.Number == Attempt
        && latest.Node == settings.Node;

    private async Task<RunHistory> SkipAsync(
        RunHistory run,
        StagePlan plan,
        StageResult earlier,
        CancellationToken cancellation,
        CancellationToken stop
    )
    {
        log.LogInformation("Run {Run}: stage {Stage} is skipped: {Why}", run.RunId, stage.Name, plan.WhySkipped);
        cancellation.ThrowIfCancellationRequested();
        var followed = await RideOutAsync(() => consequence.FollowAsync(run, stage.Name, earlier.Outputs, earlier.RunId, stop), stop)
            .ConfigureAwait(false);
        object[] events =
        [
            new StageSkipped(stage.Name, plan.Input.Hash, earlier.OutputHash, earlier.Outputs, earlier.RunId, plan.WhySkipped),
            .. followed,
        ];
        return await EndAsync(run, events, StageState.Skipped, stop).ConfigureAwait(false);
    }

    /// <summary>
    /// Everything that the stage leads to in one append: there is one set of its events, however often it is tried. A decision about a
    /// model is there already, in one transaction with
    /// the model's own event.
    /// </summary>
    private async Task<RunHistory> EndAsync(RunHistory run, IReadOnlyList<object> events, StageState end, CancellationToken stop)
    {
        IReadOnlyList<object> all = isLast
            ? [.. events, new RunCompleted(Math.Round((clock.GetUtcNow() - run.RequestedAt).TotalSeconds, 3))]
            : events;
        var after = await RideOutAsync(
                () =>
                    audit.Runs.DecideAsync(
                        run.RunId,
                        RunExecutor.By,
                        now =>
                            !now.IsOver
                            && (end == StageState.Skipped ? now.Stage(stage.Name)?.State is null or StageState.Running : IsMine(now))
                                ? [.. all.Where(one => now.Decision is null || one is not DecisionReached)]
                                : [],
                        stop
                    ),
                stop
            )
            .ConfigureAwait(false);
        if (after.Stage(stage.Name)?.State != end)
            throw Lost(run);
        foreach (var one in all)
            observer(one);
        return after;
    }

    private static RunConflictException Lost(RunHistory run) =>
        new($"another process works on run '{run.RunId}', or it is over; this one leaves it alone");

    private Task<T> RideOutAsync<T>(Func<Task<T>> ask, CancellationToken cancellation) =>
        DatabaseTrouble.RideOutAsync(ask, clock, cancellation);

    private Task<bool> RideOutAsync(Func<Task> ask, CancellationToken cancellation) =>
        DatabaseTrouble.RideOutAsync(
            async () =>
            {
                await ask().ConfigureAwait(false);
                return true;
            },
            clock,
            cancellation
        );
}
