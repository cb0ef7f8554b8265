using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;

namespace Streaming.Host.Retraining;

/// <summary>Starts and cancels runs for the pages; a process with the role trainer does the work. Safe to use from any thread.</summary>
/// <param name="definition">What a run that a page asks for trains.</param>
/// <param name="tables">Opened with the first question.</param>
internal sealed class RunCommands(Func<RunDefinition> definition, TrainingRuns runs, JobTables tables) : IRunCommands
{
    public Task<string> StartAsync(string by, string why, CancellationToken cancellation) =>
        AskAsync(
            async () => (await runs.StartAsync(definition(), "manual", by, why, cancellation).ConfigureAwait(false)).RunId,
            cancellation
        );

    public Task CancelAsync(string runId, string by, string why, CancellationToken cancellation) =>
        AskAsync(async () => (await runs.CancelAsync(runId, by, why, cancellation).ConfigureAwait(false)).RunId, cancellation);

    public async Task<RunProgress?> ProgressAsync(string runId, CancellationToken cancellation)
    {
        await tables.OpenAsync(cancellation).ConfigureAwait(false);
        var active = await runs.ActiveAsync(cancellation).ConfigureAwait(false);
        return active.FirstOrDefault(lease => lease.Run == runId) is { IsAbandoned: false, Node.Length: > 0 } lease
            ? new RunProgress(lease.Stage, lease.Progress.Detail, lease.Progress.Done, lease.Progress.Rows)
            : null;
    }

    /// <exception cref="InvalidOperationException">A rule stands against it; the message says which.</exception>
    private async Task<string> AskAsync(Func<Task<string>> ask, CancellationToken cancellation)
    {
        await tables.OpenAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is RunActiveException or StageException or RunRefusedException or UnknownRunException)
        {
            throw new InvalidOperationException(refused.Message, refused);
        }
    }
}
