using System.Globalization;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;

namespace Streaming.Host.Commands;

/// <summary>Starts a run and reports its steps until it is over.</summary>
/// <param name="runs">Starts and cancels.</param>
/// <param name="audit">Holds what was recorded of the run.</param>
/// <param name="node">Name of this process as a worker; null where every worker is this process's own.</param>
/// <param name="error">Receives the lines.</param>
/// <param name="clock">Measures and waits.</param>
internal sealed class RunFollower(TrainingRuns runs, AuditStore audit, string? node, TextWriter error, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A process that was killed a moment ago looks alive until its lease runs out.</summary>
    private static readonly TimeSpan DeathWatch = LeaseTable.Duration + TimeSpan.FromSeconds(2);

    /// <summary>A run that an interrupted process left behind is followed to its end first. An interruption cancels the run, unless another
    /// process works on it.</summary>
    /// <exception cref="RunActiveException">Another process works on a run of the model.</exception>
    /// <exception cref="OperationCanceledException">Interrupted, and another process goes on with the run.</exception>
    public async Task<RunHistory> StartAndFollowAsync(RunDefinition definition, string by, string why, CancellationToken stop)
    {
        var asked = clock.GetTimestamp();
        while (true)
        {
            try
            {
                var run = await runs.StartAsync(definition, "manual", by, why, stop);
                await error.WriteLineAsync($"run {run.RunId}");
                return await FollowAsync(run.RunId, by, stop);
            }
            catch (RunActiveException active) when (active.Active.IsAbandoned)
            {
                await error.WriteLineAsync($"run {active.Active.Run} was interrupted; it is finished first");
                await FollowAsync(active.Active.Run, by, stop);
            }
            catch (RunActiveException) when (clock.GetElapsedTime(asked) < DeathWatch)
            {
                await Task.Delay(Pause, clock, stop);
            }
        }
    }

    internal async Task<RunHistory> FollowAsync(string run, string by, CancellationToken stop)
    {
        var reported = new HashSet<string>();
        using var line = new ProgressLine(error, clock);
        double? from = null;
        while (true)
        {
            try
            {
                var now = await audit.Runs.FindAsync(run, stop) ?? throw new UnknownRunException(run);
                foreach (var stage in now.Stages)
                    if (reported.Add($"{stage.Stage} {stage.State} {stage.Attempts.Count}"))
                        line.Keep(Line(stage));
                if (now.IsOver)
                    return now;
                if (await LeaseOfAsync(run, stop) is { Progress.Detail.Length: > 0 } lease)
                {
                    var share = RunSteps.ShareOf(lease.Stage, lease.Progress.Done);
                    from ??= share;
                    line.Show(
                        (share - from) / (1 - from), // what was done before this command came is no measure of its pace
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{share, 4:0%}  {RunSteps.Name(lease.Stage)}: {lease.Progress.Detail} ({lease.Progress.Done:0%})"
                        )
                    );
                }

                await Task.Delay(Pause, clock, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                if (await WorkerElsewhereAsync(run) is { } worker)
                {
                    line.Keep(
                        $"run {run} goes on: {worker} works on it. See: streaming runs show {run}; stop it: streaming runs cancel {run}"
                    );
                    throw;
                }

                line.Keep($"cancelling run {run}");
                return await CancelAsync(run, by);
            }
            catch (Exception away) when (DatabaseFailure.Is(away))
            {
                if (reported.Add(away.Message))
                    line.Keep($"the database does not answer: {away.Message}");
                await Task.Delay(Pause, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>The other process that has the run; null when this one has it or nobody does.</summary>
    private async Task<string?> WorkerElsewhereAsync(string run)
    {
        if (node is null || await LeaseOfAsync(run, CancellationToken.None) is not { IsAbandoned: false } lease)
            return null;
        var worker = lease.Node;
        if (worker.Length == 0) // between two stages: whoever did the last one
        {
            var now = await audit.Runs.FindAsync(run, CancellationToken.None);
            worker = now?.Stages.SelectMany(stage => stage.Attempts).MaxBy(attempt => attempt.StartedAt)?.Node ?? "";
        }

        return worker.Length == 0 || worker == node ? null : worker;
    }

    private async Task<RunLease?> LeaseOfAsync(string run, CancellationToken stop) =>
        (await runs.ActiveAsync(stop)).FirstOrDefault(lease => lease.Run == run);

    /// <summary>A run that has ended or decided meanwhile stays as it is: what it promoted stands, and the caller notifies
    /// scorers.</summary>
    private async Task<RunHistory> CancelAsync(string run, string by)
    {
        try
        {
            return await runs.CancelAsync(run, by, "interrupted where it was started", CancellationToken.None);
        }
        catch (RunRefusedException late)
        {
            await error.WriteLineAsync(late.Message);
            return await audit.Runs.FindAsync(run, CancellationToken.None) ?? throw new UnknownRunException(run);
        }
    }

    private static string Line(StageHistory stage) =>
        stage.State switch
        {
            StageState.Running when stage.Attempts.Count > 1 => $"{RunSteps.Name(stage.Stage)}: attempt {stage.Attempts.Count}",
            StageState.Running => RunSteps.Name(stage.Stage),
            StageState.Completed => string.Create(
                CultureInfo.InvariantCulture,
                $"{stage.Stage}: done in {stage.Seconds:0.0} s, {stage.Rows:N0} rows"
            ),
            StageState.Skipped => $"{stage.Stage}: skipped, {stage.SkippedBecause}",
            StageState.Failed => $"{stage.Stage}: failed, {stage.Failure!.What} ({stage.Failure.Where}). {stage.Failure.Remedy}",
            _ => $"{stage.Stage}: stopped",
        };
}
