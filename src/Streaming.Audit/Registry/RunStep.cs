using Marten;
using Streaming.Audit.Runs;

namespace Streaming.Audit.Registry;

/// <summary>
/// What a run decides about a model. Stands in the run's stream if and only if the decision stands in the model's: both are one
/// transaction, and it is refused when anything has
/// happened in the run since, such as that somebody cancelled it or that another process took it over.
/// </summary>
/// <param name="Run">The run as it was when its stage worked.</param>
/// <param name="Decision">What it has come to.</param>
public sealed record RunStep(RunHistory Run, DecisionReached Decision)
{
    /// <returns>False when an attempt before this one has recorded a decision already.</returns>
    /// <exception cref="RunConflictException">The run is over, or another process has recorded something about it.</exception>
    internal async Task<bool> AppendAsync(IDocumentSession session, CancellationToken cancellation)
    {
        var now = await RunStore.FoldAsync(session, Run.RunId, cancellation).ConfigureAwait(false);
        if (now.Decision is not null)
            return false;
        if (now.IsOver)
            throw new RunConflictException(
                $"run '{Run.RunId}' is over ({now.State}) and decides nothing any more; nothing was recorded about its model"
            );
        if (now.Events != Run.Events)
            throw RunStore.Conflict(Run.RunId, Run.Events);
        RunRules.Check(now, [Decision], now.RequestedAt);
        foreach (var happened in session.Events.Append(now.Id, now.Events + 1, Decision).Events)
            happened.CorrelationId = now.Id;
        return true;
    }
}
