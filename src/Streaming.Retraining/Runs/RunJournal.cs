using Streaming.Audit;
using Streaming.Audit.Runs;

namespace Streaming.Retraining.Runs;

/// <summary>Receives every event of a run that this process has recorded. Several threads may call it; it must not throw.</summary>
public delegate void RunObserver(object recorded);

/// <summary>What this process records in the streams of runs; it waits for a database that is away. Safe to use from any thread.</summary>
/// <param name="observer">Notified of what is recorded here; null for nobody.</param>
public sealed class RunJournal(AuditStore audit, TimeProvider clock, RunObserver? observer = null)
{
    /// <summary>Who records what stages do.</summary>
    private const string By = "trainer";

    /// <summary>The run as it stands; null when there is none.</summary>
    internal Task<RunHistory?> FindAsync(string run, CancellationToken cancellation) => audit.Runs.FindAsync(run, cancellation);

    /// <summary>Appends what <paramref name="decide"/> makes of the run as it stands, in one transaction. The observer is not notified:
    /// the caller checks first whether its events were taken.</summary>
    /// <returns>The run after it.</returns>
    internal Task<RunHistory> AppendAsync(string run, Func<RunHistory, IReadOnlyList<object>> decide, CancellationToken cancellation) =>
        DatabaseRetry.DuringOutageAsync(() => audit.Runs.DecideAsync(run, By, decide, cancellation), clock, cancellation);

    /// <summary>Records how a run ends as soon as the database takes it, and notifies the observer. Records nothing when the run is over
    /// already.</summary>
    /// <param name="by">Who ended it; null for the trainer.</param>
    internal async Task<RunHistory> EndAsync(string run, string? by, Func<RunHistory, IReadOnlyList<object>> end, CancellationToken stop)
    {
        IReadOnlyList<object> recorded = [];
        var after = await DatabaseRetry
            .UntilDoneAsync(() => audit.Runs.DecideAsync(run, by ?? By, now => recorded = now.IsOver ? [] : end(now), stop), clock, stop)
            .ConfigureAwait(false);
        Notify(recorded);
        return after;
    }

    internal void Notify(params IReadOnlyList<object> recorded)
    {
        if (observer is null)
            return;
        foreach (var one in recorded)
            observer(one);
    }
}
