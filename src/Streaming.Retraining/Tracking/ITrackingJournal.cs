using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;

namespace Streaming.Retraining.Tracking;

/// <summary>Our side of the tracking: what is to be written to the server and what is known about it. Safe to use from any
/// thread.</summary>
public interface ITrackingJournal
{
    /// <summary>Runs that are over and not on a tracking server, oldest first.</summary>
    /// <param name="after">Only runs with a later id; null for the oldest.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<RunHistory>> UntrackedAsync(string? after, int limit, CancellationToken cancellation);

    /// <summary>Appends the event to the run's stream, unless it says nothing new.</summary>
    Task RecordAsync(string runId, object happened, CancellationToken cancellation);

    /// <summary>Every model with its champions.</summary>
    Task<IReadOnlyList<ModelHistory>> ModelsAsync(CancellationToken cancellation);

    /// <inheritdoc cref="ArtifactOpener"/>
    Task<Stream?> OpenAsync(TrackedArtifact artifact, CancellationToken cancellation);
}
