using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>Does the work of a stage, from its planning to its completion in the run's stream. Safe to use from any thread.</summary>
public sealed class StageWorker(
    AuditStore audit,
    TrainerSettings settings,
    IStageConsequence consequence,
    TimeProvider clock,
    ILogger<StageWorker> log
)
{
    private readonly StagePlanner planner = new(audit, clock);

    /// <summary>The model that the run's candidates have to beat; null when none serves.</summary>
    internal Task<ChampionModel?> ChampionAsync(RunHistory run, CancellationToken cancellation)
    {
        var known = StagePlanner.Known(run);
        return RetryAsync(() => planner.ChampionAsync(run.Request.ModelName, known, cancellation), cancellation);
    }

    /// <summary>Notifies others of a run that is completed.</summary>
    internal Task PublishAsync(RunHistory run, CancellationToken stop) => consequence.PublishAsync(run, stop);

    /// <summary>A new attempt of this process at a stage.</summary>
    internal StageAttempt Begin(DueStage due, RunJournal journal, LeaseRenewal lease) => new(due, journal, settings.Node, lease, clock);

    /// <summary>Does the stage, or skips it where an earlier run has done the same. The attempt's lease cancels the work.</summary>
    /// <param name="stop">
    /// The process has to stop. What a stage leads to, and its end after it, are cut off by nothing else: once a run has decided it is too
    /// late to cancel it, and whether it may still decide is asked in the transaction that records the decision.
    /// </param>
    /// <returns>The run after it.</returns>
    internal async Task<RunHistory> WorkAsync(RunHistory run, StageAttempt attempt, CancellationToken stop)
    {
        var cancellation = attempt.Lease.Token;
        var stage = attempt.Due.Stage;
        var plan = await RetryAsync(() => planner.PlanAsync(stage, StagePlanner.Known(run), cancellation), cancellation)
            .ConfigureAwait(false);
        if (plan.Earlier is { } earlier)
            return await SkipAsync(run, attempt, plan, earlier, stop).ConfigureAwait(false);

        run = await attempt.StartAsync(run, plan.Input, cancellation).ConfigureAwait(false);
        using var folder = StageFolder.Create(audit.Artifacts, settings.WorkFolder, run.RunId, stage.Name, attempt.Number);
        await RetryAsync(() => folder.BringAsync(plan.Artifacts, cancellation), cancellation).ConfigureAwait(false);
        try
        {
            await RunStageAsync(run, attempt, folder, cancellation).ConfigureAwait(false);
        }
        catch (StageException)
        {
            await StoreLeftoversAsync(run, attempt, folder, cancellation).ConfigureAwait(false);
            throw;
        }

        cancellation.ThrowIfCancellationRequested();
        var outputs = await RetryAsync(() => folder.KeepAsync(cancellation), cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        object[] followed =
        [
            .. await RetryAsync(() => consequence.FollowAsync(run, stage.Name, outputs, null, stop), stop).ConfigureAwait(false),
        ];
        var completed = new StageCompleted(
            stage.Name,
            plan.Input.Hash,
            StageInput.OutputHash(outputs),
            outputs,
            attempt.Lease.Progress.Rows,
            Math.Round(attempt.Seconds, 3)
        );
        return await attempt.EndAsync(run, [.. attempt.Reported, .. followed, completed], StageState.Completed, stop).ConfigureAwait(false);
    }

    private async Task RunStageAsync(RunHistory run, StageAttempt attempt, StageFolder folder, CancellationToken cancellation)
    {
        var (stage, champion) = (attempt.Due.Stage, attempt.Due.Champion);
        var context = new StageContext(folder.Inputs, folder.Outputs, attempt.Report, attempt.Lease);
        if (!stage.RunsInChild)
        {
            await Task
                .Factory.StartNew(
                    () => stage.Run(context, cancellation),
                    cancellation,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .ConfigureAwait(false);
            return;
        }

        // The child reaches no database: what it may ask for lies beside its inputs.
        var beside = new Dictionary<string, string>();
        if (champion is not null)
            beside[ChildRequest.ChampionFile] = champion.Sha256;
        if (champion?.Best is { } best)
            beside[ChildRequest.BestFile] = best.Sha256;
        if (beside.Count > 0)
            await RetryAsync(() => folder.BringAsync(beside, cancellation), cancellation).ConfigureAwait(false);
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

    /// <summary>Stores what a person needs to see why the stage failed. This must not hide the failure: without a database the files are
    /// lost, and the log says so.</summary>
    private async Task StoreLeftoversAsync(RunHistory run, StageAttempt attempt, StageFolder folder, CancellationToken cancellation)
    {
        try
        {
            var kept = await RetryAsync(() => folder.KeepAsync(cancellation), cancellation).ConfigureAwait(false);
            attempt.Left = kept.Count > 0 ? kept : null;
        }
        catch (Exception fault) when (DatabaseFailure.Is(fault) || fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(
                "Run {Run}: the files that stage {Stage} wrote before it failed could not be stored: {Reason}",
                run.RunId,
                attempt.Due.Name,
                fault.Message
            );
        }
    }

    private async Task<RunHistory> SkipAsync(
        RunHistory run,
        StageAttempt attempt,
        StagePlan plan,
        StageResult earlier,
        CancellationToken stop
    )
    {
        var stage = attempt.Due.Name;
        log.LogInformation("Run {Run}: stage {Stage} is skipped: {Why}", run.RunId, stage, plan.WhySkipped);
        attempt.Lease.Token.ThrowIfCancellationRequested();
        var followed = await RetryAsync(() => consequence.FollowAsync(run, stage, earlier.Outputs, earlier.RunId, stop), stop)
            .ConfigureAwait(false);
        object[] events =
        [
            new StageSkipped(stage, plan.Input.Hash, earlier.OutputHash, earlier.Outputs, earlier.RunId, plan.WhySkipped),
            .. followed,
        ];
        return await attempt.EndAsync(run, events, StageState.Skipped, stop).ConfigureAwait(false);
    }

    private Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken cancellation) =>
        DatabaseRetry.DuringOutageAsync(work, clock, cancellation);

    private Task RetryAsync(Func<Task> work, CancellationToken cancellation) => DatabaseRetry.DuringOutageAsync(work, clock, cancellation);
}
