using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;

namespace Streaming.Retraining.Tracking;

/// <summary>The journal that the audit store keeps.</summary>
/// <param name="open">Opens artifacts of runs and models by their hash.</param>
public sealed class AuditJournal(AuditStore store, ArtifactOpener open) : ITrackingJournal
{
    /// <summary>Who records the events.</summary>
    public const string By = "tracking";

    public Task<IReadOnlyList<RunHistory>> UntrackedAsync(string? after, int limit, CancellationToken cancellation) =>
        store.Runs.ListUntrackedAsync(limit, after, cancellation);

    public Task RecordAsync(string runId, object happened, CancellationToken cancellation) =>
        store.Runs.DecideAsync(runId, By, run => IsNews(run.Tracking, happened) ? [happened] : [], cancellation);

    public Task<IReadOnlyList<ModelHistory>> ModelsAsync(CancellationToken cancellation) => store.Models.ListAsync(cancellation);

    public Task<Stream?> OpenAsync(TrackedArtifact artifact, CancellationToken cancellation) => open(artifact, cancellation);

    /// <summary>An outage of a day is one event, not one for every attempt; and once a run is there, no failure of another process
    /// matters.</summary>
    internal static bool IsNews(RunTracking? known, object happened) =>
        happened switch
        {
            TrackingDeferred deferred => string.IsNullOrEmpty(known?.ExternalRun)
                && (known?.Deferred != deferred.Why || known.Server != deferred.Server),
            TrackingExported exported => known?.ExternalRun != exported.ExternalRun || known.Server != exported.Server,
            _ => true,
        };
}
