using Streaming.Audit;
using Streaming.Audit.Runs;

namespace Streaming.Retraining.Runs;

/// <summary>What a stage leads to outside of its artifacts, such as a promotion.</summary>
public interface IStageConsequence
{
    /// <summary>
    /// Called when the stage's artifacts are stored and before its completion is recorded. When the process dies between, it is called
    /// again: it must find out what it has
    /// done already.
    /// </summary>
    /// <param name="outputs">SHA-256 of each artifact by name.</param>
    /// <param name="fromRun">The run whose work a skipped stage takes; null when the stage has worked.</param>
    /// <returns>Events to record with the stage's end.</returns>
    Task<IReadOnlyList<object>> FollowAsync(
        RunHistory run,
        string stage,
        IReadOnlyDictionary<string, string> outputs,
        string? fromRun,
        CancellationToken cancellation
    );

    /// <summary>Called once all stages are done and recorded; publishes what follows from it as well as can be.</summary>
    Task PublishAsync(RunHistory run, CancellationToken cancellation);
}

/// <summary>Nothing follows.</summary>
public sealed class NoConsequence : IStageConsequence
{
    public Task<IReadOnlyList<object>> FollowAsync(
        RunHistory run,
        string stage,
        IReadOnlyDictionary<string, string> outputs,
        string? fromRun,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<object>>([]);

    public Task PublishAsync(RunHistory run, CancellationToken cancellation) => Task.CompletedTask;
}
