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
/// Does one stage of a run: skips, works, fails or cancels it, and records which. Safe to call any number of times, by any number of
/// processes: one of them has the lease of the run, and a stage that is done is not done again. Knows nothing of jobs.
/// </summary>
public sealed class RunExecutor(
    RunJournal journal,
    RunLeases leases,
    StageSet stages,
    StageWorker worker,
    TrainerSettings settings,
    ILogger<RunExecutor> log
)
{
    /// <returns>The stage to go on with; null when nothing of the run goes on from here: it is over, or another process works on
    /// it.</returns>
    /// <exception cref="StageFailedException">The stage failed; the run is over.</exception>
    /// <exception cref="OperationCanceledException">The process has to stop; the run stays active and is resumed elsewhere or
    /// later.</exception>
    public async Task<string?> ExecuteAsync(string runId, string stageName, CancellationToken stop)
    {
        if (await journal.FindAsync(runId, stop).ConfigureAwait(false) is not { IsOver: false })
        {
            await leases.EndAsync(runId, stop).ConfigureAwait(false);
            return null;
        }

        await using var lease = await leases.AcquireAsync(runId, stageName, stop).ConfigureAwait(false);
        if (lease is null)
        {
            log.LogInformation("Run {Run}: stage {Stage} is left alone, another process has the lease of the run", runId, stageName);
            return null;
        }

        // Read again under the lease: what the process before has recorded counts.
        var run = (await journal.FindAsync(runId, stop).ConfigureAwait(false))!;
        return await ExecuteLeasedAsync(run, stageName, lease, stop).ConfigureAwait(false);
    }

    private async Task<string?> ExecuteLeasedAsync(RunHistory run, string stageName, LeaseRenewal lease, CancellationToken stop)
    {
        StageAttempt? attempt = null;
        try
        {
            var champion = await worker.ChampionAsync(run, lease.Token).ConfigureAwait(false);
            var all = stages(RunDefinition.Of(run.Request), champion);
            if (NextStage(run, all) is { } next && next != stageName)
            {
                await leases.ReleaseAsync(run.RunId, stop).ConfigureAwait(false);
                return next; // this stage is done, or is not due yet
            }

            var stage = all.First(stage => stage.Name == stageName);
            attempt = worker.Begin(new DueStage(stage, champion, stage == all[^1]), journal, lease);
            run = await worker.WorkAsync(run, attempt, stop).ConfigureAwait(false);
            if (!run.IsOver)
            {
                await leases.ReleaseAsync(run.RunId, stop).ConfigureAwait(false);
                return NextStage(run, all);
            }
        }
        catch (Exception failure)
        {
            await StopAsync(run, stageName, attempt, lease, failure, stop).ConfigureAwait(false);
            return null;
        }

        await CleanAsync(run).ConfigureAwait(false);
        await worker.PublishAsync(run, stop).ConfigureAwait(false);
        log.LogInformation("Run {Run} is completed: {Decision} {Why}", run.RunId, run.Decision?.Decision, run.Decision?.Why);
        return null;
    }

    /// <summary>The first stage that is not done; null when all are.</summary>
    internal static string? NextStage(RunHistory run, IReadOnlyList<IStage> all) =>
        all.FirstOrDefault(stage => run.Stage(stage.Name)?.State is not (StageState.Completed or StageState.Skipped))?.Name;

    private async Task StopAsync(
        RunHistory run,
        string stage,
        StageAttempt? attempt,
        LeaseRenewal lease,
        Exception failure,
        CancellationToken stop
    )
    {
        if (lease.End == LeaseEnd.CancelRequested)
        {
            var request = lease.Lease!;
            log.LogInformation("Run {Run} is cancelled by {By}: {Why}", run.RunId, request.CancelBy, request.CancelWhy);
            var ended = await journal
                .EndAsync(
                    run.RunId,
                    request.CancelBy!,
                    now => now.Decision is null ? [new RunCancelled(request.CancelBy!, request.CancelWhy!)] : [],
                    stop
                )
                .ConfigureAwait(false);
            if (ended.IsOver)
                await CleanAsync(run).ConfigureAwait(false);
            else
                await leases.TryReleaseAsync(run.RunId).ConfigureAwait(false); // it has decided: whoever resumes it records its end
        }
        else if (stop.IsCancellationRequested)
        {
            await leases.TryReleaseAsync(run.RunId).ConfigureAwait(false);
            throw new OperationCanceledException($"run {run.RunId} is interrupted in stage {stage}", failure, stop);
        }
        else if (lease.End == LeaseEnd.Lost || failure is RunConflictException)
        {
            log.LogWarning("Run {Run}: stage {Stage} is given up: {Why}", run.RunId, stage, failure.Message);
            await leases.TryReleaseAsync(run.RunId).ConfigureAwait(false);
        }
        else if (DatabaseFailure.IsOutage(failure))
        {
            log.LogWarning(
                "Run {Run}: stage {Stage} is interrupted by the database and is resumed: {Why}",
                run.RunId,
                stage,
                failure.Message
            );
            await leases.TryReleaseAsync(run.RunId).ConfigureAwait(false);
        }
        else
        {
            await FailAsync(run, stage, attempt, failure, stop).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(RunHistory run, string stage, StageAttempt? attempted, Exception failure, CancellationToken stop)
    {
        var words = StageFailures.Of(failure, stage, settings.WorkFolder);
        log.LogError(
            failure,
            "Run {Run}: stage {Stage} failed: {What} ({Where}). {Remedy}",
            run.RunId,
            stage,
            words.What,
            words.Where,
            words.Remedy
        );
        var seconds = Math.Round(attempted?.Seconds ?? 0, 3);
        var ended = await journal
            .EndAsync(
                run.RunId,
                null,
                now =>
                {
                    if (attempted is { Number: > 0 })
                        return attempted.IsCurrent(now)
                            ?
                            [
                                .. failure is StageException ? attempted.Reported : [],
                                .. StageFailures.Events(words, stage, attempted.Number, seconds, attempted.Left),
                            ]
                            : [];
                    var attempt = (now.Stage(stage)?.Attempts.Count ?? 0) + 1;
                    var begun = new StageStarted(stage, attempt, "", new Dictionary<string, string>(), settings.Node);
                    return [begun, .. StageFailures.Events(words, stage, attempt, seconds)];
                },
                stop
            )
            .ConfigureAwait(false);
        if (!ended.IsOver)
        {
            log.LogWarning(
                "Run {Run}: the failure of stage {Stage} is not recorded, because another process has started the stage again",
                run.RunId,
                stage
            );
            await leases.TryReleaseAsync(run.RunId).ConfigureAwait(false);
            return;
        }

        await CleanAsync(run).ConfigureAwait(false);
        throw new StageFailedException($"stage {stage} of run {run.RunId} failed: {words.What} ({words.Where}). {words.Remedy}", failure);
    }

    /// <summary>After the end: the model may be retrained again, and the files of the stages go.</summary>
    private async Task CleanAsync(RunHistory run)
    {
        try
        {
            await leases.EndAsync(run.RunId, CancellationToken.None).ConfigureAwait(false);
            StageFolder.RemoveAll(settings.WorkFolder, run.RunId);
            new LocalArtifacts(Path.Combine(settings.WorkFolder, StageFolder.LocalName)).KeepOnly(
                run.Stages.SelectMany(stage => stage.Outputs.Values).ToHashSet()
            );
        }
        catch (Exception fault) when (DatabaseFailure.Is(fault) || fault is IOException or UnauthorizedAccessException)
        {
            // the watch and the next run remove them
            log.LogWarning("Run {Run} is over, but its files could not be removed: {Reason}", run.RunId, fault.Message);
        }
    }
}
