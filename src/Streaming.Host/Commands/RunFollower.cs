using System.Diagnostics;
using System.Globalization;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;

namespace Streaming.Host.Commands;

/// <summary>Starts a run and tells its steps until it is over.</summary>
internal static class RunFollower
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A process that was killed a moment ago looks alive until its hold runs out.</summary>
    private static readonly TimeSpan DeathWatch = LeaseTable.HoldTime + TimeSpan.FromSeconds(2);

    /// <summary>A run that an interrupted process left behind is followed to its end first.</summary>
    /// <exception cref="RunActiveException">Another process works on a run of the model.</exception>
    public static async Task<RunHistory> StartAndFollowAsync(
        TrainingRuns runs,
        AuditStore audit,
        RunDefinition definition,
        string by,
        string why,
        TextWriter error,
        CancellationToken stop
    )
    {
        var asked = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var run = await runs.StartAsync(definition, "manual", by, why, stop);
                await error.WriteLineAsync($"run {run.RunId}");
                return await FollowAsync(runs, audit, run.RunId, by, error, stop);
            }
            catch (RunActiveException active) when (active.Active.IsAbandoned)
            {
                await error.WriteLineAsync($"run {active.Active.Run} was interrupted; it is finished first");
                await FollowAsync(runs, audit, active.Active.Run, by, error, stop);
            }
            catch (RunActiveException) when (Stopwatch.GetElapsedTime(asked) < DeathWatch)
            {
                await Task.Delay(Pause, stop);
            }
        }
    }

    private static async Task<RunHistory> FollowAsync(
        TrainingRuns runs,
        AuditStore audit,
        string run,
        string by,
        TextWriter error,
        CancellationToken stop
    )
    {
        var told = new HashSet<string>();
        while (true)
        {
            try
            {
                var now = await audit.Runs.FindAsync(run, stop) ?? throw new UnknownRunException(run);
                foreach (var stage in now.Stages)
                    if (told.Add($"{stage.Stage} {stage.State} {stage.Attempts.Count}"))
                        await error.WriteLineAsync(Line(stage));
                if (now.IsOver)
                    return now;
                await TellProgressAsync(runs, run, told, error, stop);
                await Task.Delay(Pause, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await error.WriteLineAsync($"cancelling run {run}");
                return await CancelAsync(runs, audit, run, by, error);
            }
            catch (Exception away) when (DatabaseFailure.Is(away))
            {
                if (told.Add(away.Message))
                    await error.WriteLineAsync($"the database does not answer: {away.Message}");
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <summary>A run that has ended or decided meanwhile is told as it is: what it promoted stands, and the caller tells
    /// scorers.</summary>
    private static async Task<RunHistory> CancelAsync(TrainingRuns runs, AuditStore audit, string run, string by, TextWriter error)
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

    private static async Task TellProgressAsync(
        TrainingRuns runs,
        string run,
        HashSet<string> told,
        TextWriter error,
        CancellationToken stop
    )
    {
        var lease = (await runs.ActiveAsync(stop)).FirstOrDefault(lease => lease.Run == run);
        if (lease is { Progress.Detail.Length: > 0 } && told.Add($"{lease.Stage}: {lease.Progress.Detail}"))
            await error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"  {lease.Progress.Done, 4:0%}  {lease.Progress.Detail}")
            );
    }

    private static string Line(StageHistory stage) =>
        stage.State switch
        {
            StageState.Running when stage.Attempts.Count > 1 => $"{stage.Stage}: attempt {stage.Attempts.Count}",
            StageState.Running => $"{stage.Stage}",
            StageState.Completed => string.Create(
                CultureInfo.InvariantCulture,
                $"{stage.Stage}: done in {stage.Seconds:0.0} s, {stage.Rows:N0} rows"
            ),
            StageState.Skipped => $"{stage.Stage}: skipped, {stage.SkippedBecause}",
            StageState.Failed => $"{stage.Stage}: failed, {stage.Failure!.What} ({stage.Failure.Where}). {stage.Failure.Remedy}",
            _ => $"{stage.Stage}: stopped",
        };
}
