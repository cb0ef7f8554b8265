namespace Streaming.Audit.Runs;

/// <summary>The events do not follow from the run's state; nothing was recorded. The message names the run, its state and the
/// rule.</summary>
public sealed class RunRefusedException(string message) : Exception(message);

/// <summary>Another process recorded something about the run first; nothing was recorded. Load the run and decide again.</summary>
public sealed class RunConflictException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No run has this id.</summary>
public sealed class UnknownRunException(string runId) : Exception($"no run '{runId}' was ever requested")
{
    public string RunId { get; } = runId;
}
