using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;

namespace Streaming.Host.Retraining;

/// <summary>Starts and cancels runs for the pages; a process with the role trainer does the work. Safe to use from any thread.</summary>
/// <param name="definition">What a run that a page asks for trains.</param>
/// <param name="audit">Stays the caller's.</param>
/// <param name="jobs">Stay the caller's too.</param>
internal sealed class RunDesk(Func<RunDefinition> definition, StageSet stages, AuditStore audit, JobTables jobs, TimeProvider clock)
    : IRunCommands
{
    public Task<string> StartAsync(string by, string why, CancellationToken cancellation) =>
        InWordsAsync(
            async runs => (await runs.StartAsync(definition(), "manual", by, why, cancellation).ConfigureAwait(false)).RunId,
            cancellation
        );

    public Task CancelAsync(string runId, string by, string why, CancellationToken cancellation) =>
        InWordsAsync(async runs => (await runs.CancelAsync(runId, by, why, cancellation).ConfigureAwait(false)).RunId, cancellation);

    public async Task<RunProgress?> ProgressAsync(string runId, CancellationToken cancellation)
    {
        var active = await (await RunsAsync(cancellation).ConfigureAwait(false)).ActiveAsync(cancellation).ConfigureAwait(false);
        return active.FirstOrDefault(lease => lease.Run == runId) is { IsAbandoned: false, Node.Length: > 0 } lease
            ? new RunProgress(lease.Stage, lease.Progress.Detail, lease.Progress.Done, lease.Progress.Rows)
            : null;
    }

    private async Task<string> InWordsAsync(Func<TrainingRuns, Task<string>> ask, CancellationToken cancellation)
    {
        try
        {
            return await ask(await RunsAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is RunActiveException or StageException or RunRefusedException or UnknownRunException)
        {
            throw new InvalidOperationException(refused.Message, refused);
        }
    }

    private async Task<TrainingRuns> RunsAsync(CancellationToken cancellation) =>
        new(
            audit,
            new LeaseTable(jobs.Database),
            stages,
            new StageJobs(await jobs.OpenAsync(cancellation).ConfigureAwait(false)),
            $"{Environment.MachineName}/{Environment.ProcessId}-console",
            TrainerOfSettings.CodeVersion,
            clock
        );
}
