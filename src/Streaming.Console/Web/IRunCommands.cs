namespace Streaming.Console.Web;

/// <summary>Training runs as a person asks for them. Each refusal is an <see cref="InvalidOperationException"/> whose message says what
/// stands against it and what to do.</summary>
public interface IRunCommands
{
    /// <summary>Asks for a run.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="why">The reason, in words.</param>
    /// <returns>The run's id.</returns>
    Task<string> StartAsync(string by, string why, CancellationToken cancellation);

    /// <summary>Stops a run that is not over.</summary>
    Task CancelAsync(string runId, string by, string why, CancellationToken cancellation);

    /// <summary>Where the stage that a run is in stands; null when no trainer works on it.</summary>
    Task<RunProgress?> ProgressAsync(string runId, CancellationToken cancellation);
}

/// <summary>Where a stage stands.</summary>
/// <param name="Detail">What it is doing, in words.</param>
/// <param name="Done">Share of the stage, 0 to 1.</param>
public sealed record RunProgress(string Stage, string Detail, double Done, long Rows);
