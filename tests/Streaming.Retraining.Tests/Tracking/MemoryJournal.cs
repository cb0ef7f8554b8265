using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Retraining.Tracking;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>A journal in memory that keeps what it is told, by the same rule as the audit store's.</summary>
internal sealed class MemoryJournal(SampleRuns samples) : ITrackingJournal
{
    public List<RunHistory> Runs { get; } = [];

    public List<ModelHistory> Models { get; } = [];

    public List<(string RunId, object Event)> Recorded { get; } = [];

    public Task<IReadOnlyList<RunHistory>> UntrackedAsync(string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<RunHistory>>([
            .. Runs.Where(run => run.IsOver && string.IsNullOrEmpty(run.Tracking?.ExternalRun))
                .OrderBy(run => run.Id, StringComparer.Ordinal)
                .Where(run => string.CompareOrdinal(run.RunId, after ?? "") > 0)
                .Take(limit),
        ]);

    public Task RecordAsync(string runId, object happened, CancellationToken cancellation)
    {
        var at = Runs.FindIndex(run => run.RunId == runId);
        if (!AuditJournal.IsNews(Runs[at].Tracking, happened))
            return Task.CompletedTask;
        Recorded.Add((runId, happened));
        Runs[at] = Runs[at] with
        {
            Tracking = happened switch
            {
                TrackingExported exported => new RunTracking(exported.Server, exported.ExternalRun, ""),
                TrackingDeferred deferred => new RunTracking(deferred.Server, "", deferred.Why),
                _ => throw new ArgumentException($"{happened} is no event of tracking"),
            },
        };
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ModelHistory>> ModelsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ModelHistory>>(Models);

    public Task<Stream?> OpenAsync(TrackedArtifact artifact, CancellationToken cancellation) => samples.OpenAsync(artifact, cancellation);
}
