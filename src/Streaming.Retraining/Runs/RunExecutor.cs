using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Models.Policy;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>A stage failed, which is recorded, and with it its run. For whoever shows jobs.</summary>
public sealed class StageFailedException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// Does one stage of a run: skips, works, fails or cancels it, and records which. Called as often as you like, by as many processes: of all
/// of them one holds the run, and a
/// stage that is done is done. Knows nothing of jobs.
/// </summary>
/// <param name="observer">Hears every event that was recorded here.</param>
public sealed class RunExecutor(
    AuditStore audit,
    LeaseTable leases,
    StageSet stages,
    TrainerSettings settings,
    IStageConsequence consequence,
    TimeProvider clock,
    ILogger<RunExecutor> log,
    Action<object>? observer = null
)
{
    /// <summary>Who records what stages do.</summary>
    internal const string By = "trainer";

    private readonly Action<object> observer = observer ?? (_ => { });

    /// <returns>The stage to go on with; null when nothing of the run goes on from here: it is over, or another process works on
    /// it.</returns>
    /// <exception cref="StageFailedException">The stage failed; the run is over.</exception>
    /// <exception cref="OperationCanceledException">The process has to stop; the run stays active and is resumed elsewhere or
    /// later.</exception>
    public async Task<string?> ExecuteAsync(string runId, string stageName, CancellationToken stop)
    {
        if (await audit.Runs.FindAsync(runId, stop).ConfigureAwait(false) is not { IsOver: false } run)
        {
            await leases.EndAsync(runId, stop).ConfigureAwait(false);
            return null;
        }

        if (!await leases.HoldAsync(runId, settings.Node, stageName, stop).ConfigureAwait(false))
        {
            log.LogInformation("Run {Run}: stage {Stage} is left alone, another process holds the run", runId, stageName);
            return null;
        }

        // Read again under the hold: what the holder before has recorded counts.
        run = (await audit.Runs.FindAsync(runId, stop).ConfigureAwait(false))!;
        await using var keeper = new LeaseKeeper(leases, runId, settings.Node, clock, log, stop);
        return await ExecuteHeldAsync(run, stageName, keeper, stop).ConfigureAwait(false);
    }

    private async Task<string?> ExecuteHeldAsync(RunHistory run, string stageName, LeaseKeeper keeper, CancellationToken stop)
    {
        StageWork? work = null;
        try
        {
            var known = StagePlanner.Known(run);
            var champion = await DatabaseTrouble
                .RideOutAsync(
                    () => new StagePlanner(audit, clock).ChampionAsync(run.Request.ModelName, known, keeper.Token),
                    clock,
                    keeper.Token
                )
                .ConfigureAwait(false);
            var all = stages(RunDefinition.Of(run.Request), champion);
            if (NextStage(run, all) is { } next && next != stageName)
            {
                await LetGoAsync(run.RunId, stop).ConfigureAwait(false);
                return next; // this stage is done, or is not due yet
            }

            var stage = all.First(stage => stage.Name == stageName);
            work = new StageWork(audit, stage, champion, stage == all[^1], settings, consequence, keeper, clock, log, observer);
            run = await work.DoAsync(run, keeper.Token, stop).ConfigureAwait(false);
            if (!run.IsOver)
            {
                await LetGoAsync(run.RunId, stop).ConfigureAwait(false);
                return NextStage(run, all);
            }
        }
        catch (Exception failure)
        {
            await StopAsync(run, stageName, work, keeper, failure, stop).ConfigureAwait(false);
            return null;
        }

        await CleanAsync(run).ConfigureAwait(false);
        await consequence.TellAsync(run, stop).ConfigureAwait(false);
        log.LogInformation("Run {Run} is completed: {Decision} {Why}", run.RunId, run.Decision?.Decision, run.Decision?.Why);
        return null;
    }

    /// <summary>The first stage that is not done; null when all are.</summary>
    internal static string? NextStage(RunHistory run, IReadOnlyList<IStage> all) =>
        all.FirstOrDefault(stage => run.Stage(stage.Name)?.State is not (StageState.Completed or StageState.Skipped))?.Name;

    private async Task StopAsync(
        RunHistory run,
        string stage,
        StageWork? work,
        LeaseKeeper keeper,
        Exception failure,
        CancellationToken stop
    )
    {
        if (keeper.End == LeaseEnd.CancelAsked)
        {
            var lease = keeper.Lease!;
            log.LogInformation("Run {Run} is cancelled by {By}: {Why}", run.RunId, lease.CancelBy, lease.CancelWhy);
            var ended = await RecordAsync(
                    run.RunId,
                    lease.CancelBy!,
                    now => now.Decision is null ? [new RunCancelled(lease.CancelBy!, lease.CancelWhy!)] : [],
                    stop
                )
                .ConfigureAwait(false);
            if (ended.IsOver)
                await CleanAsync(run).ConfigureAwait(false);
            else
                await TryLetGoAsync(run.RunId).ConfigureAwait(false); // it has decided: whoever resumes it records its end
        }
        else if (stop.IsCancellationRequested)
        {
            await TryLetGoAsync(run.RunId).ConfigureAwait(false);
            throw new OperationCanceledException($"run {run.RunId} is interrupted in stage {stage}", failure, stop);
        }
        else if (keeper.End == LeaseEnd.Lost || failure is RunConflictException)
        {
            log.LogWarning("Run {Run}: stage {Stage} is given up: {Why}", run.RunId, stage, failure.Message);
            await TryLetGoAsync(run.RunId).ConfigureAwait(false);
        }
        else if (DatabaseFailure.IsOutage(failure))
        {
            log.LogWarning(
                "Run {Run}: stage {Stage} is interrupted by the database and is resumed: {Why}",
                run.RunId,
                stage,
                failure.Message
            );
            await TryLetGoAsync(run.RunId).ConfigureAwait(false);
        }
        else
        {
            await FailAsync(run, stage, work, failure, stop).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(RunHistory run, string stage, StageWork? work, Exception failure, CancellationToken stop)
    {
        var words = FailureWords.Of(failure, stage, settings.WorkFolder);
        log.LogError(
            failure,
            "Run {Run}: stage {Stage} failed: {What} ({Where}). {Remedy}",
            run.RunId,
            stage,
            words.What,
            words.Where,
            words.Remedy
        );
        var seconds = Math.Round(work?.Seconds ?? 0, 3);
        var ended = await RecordAsync(
                run.RunId,
                By,
                now =>
                {
                    if (work is { Attempt: > 0 })
                        return work.IsMine(now)
                            ?
                            [
                                .. failure is StageException ? work.Told : [],
                                .. FailureWords.Events(words, stage, work.Attempt, seconds, work.Left),
                            ]
                            : [];
                    var attempt = (now.Stage(stage)?.Attempts.Count ?? 0) + 1;
                    var begun = new StageStarted(stage, attempt, "", new Dictionary<string, string>(), settings.Node);
                    return [begun, .. FailureWords.Events(words, stage, attempt, seconds)];
                },
                stop
            )
            .ConfigureAwait(false);
        if (!ended.IsOver)
        {
            log.LogWarning(
                "Run {Run}: the failure of stage {Stage} counts for nothing, another process has begun it anew",
                run.RunId,
                stage
            );
            await TryLetGoAsync(run.RunId).ConfigureAwait(false);
            return;
        }

        await CleanAsync(run).ConfigureAwait(false);
        throw new StageFailedException($"stage {stage} of run {run.RunId} failed: {words.What} ({words.Where}). {words.Remedy}", failure);
    }

    /// <summary>Records how a run ends as soon as the database takes it; nothing when it is over already.</summary>
    /// <param name="by">Who ended it.</param>
    private async Task<RunHistory> RecordAsync(string run, string by, Func<RunHistory, IReadOnlyList<object>> end, CancellationToken stop)
    {
        IReadOnlyList<object> recorded = [];
        var after = await DatabaseTrouble
            .InsistAsync(() => audit.Runs.DecideAsync(run, by, now => recorded = now.IsOver ? [] : end(now), stop), clock, stop)
            .ConfigureAwait(false);
        foreach (var one in recorded)
            observer(one);
        return after;
    }

    /// <summary>After the end: the model may be retrained again, and the files of the stages go.</summary>
    private async Task CleanAsync(RunHistory run)
    {
        try
        {
            await leases.EndAsync(run.RunId, CancellationToken.None).ConfigureAwait(false);
            StageFolder.RemoveAll(settings.WorkFolder, run.RunId);
            new LocalArtefacts(Path.Combine(settings.WorkFolder, StageFolder.LocalName)).KeepOnly(
                run.Stages.SelectMany(stage => stage.Outputs.Values).ToHashSet()
            );
        }
        catch (Exception trouble) when (DatabaseFailure.Is(trouble) || trouble is IOException or UnauthorizedAccessException)
        {
            // the watch and the next run do
            log.LogWarning("Run {Run} is over, but what it leaves could not be cleared away: {Reason}", run.RunId, trouble.Message);
        }
    }

    private Task<bool> LetGoAsync(string run, CancellationToken stop) =>
        DatabaseTrouble.RideOutAsync(
            async () =>
            {
                await leases.LetGoAsync(run, settings.Node, stop).ConfigureAwait(false);
                return true;
            },
            clock,
            stop
        );

    private async Task TryLetGoAsync(string run)
    {
        try
        {
            await leases.LetGoAsync(run, settings.Node, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception trouble) when (DatabaseFailure.Is(trouble))
        {
            log.LogWarning("Run {Run} could not be let go: {Reason}; it is resumed when the hold has run out", run, trouble.Message);
        }
    }
}
